-- Every password is made up; each role exists for one way to authenticate (pg_hba.conf beside this file).
create role app login;
create role rejected login;
create role cleartext login password 'correct-horse';
set password_encryption = 'md5';
create role md5 login password 'battery-staple';
set password_encryption = 'scram-sha-256';
create role scram login password 'purple-monkey';
create role crowded login connection limit 0;
create role unlisted login;
create role replica login replication in role pg_read_all_data;
create database orders owner app;
