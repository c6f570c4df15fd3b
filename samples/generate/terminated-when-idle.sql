-- The server says FATAL to a client that has asked for nothing; the client finds it when it next asks.
select 'about to be terminated';
\! bash -c "cluster_sql --command=\"select pg_terminate_backend(pid, 1000) from pg_stat_activity where usename = 'app'\""
select 'never answered';
