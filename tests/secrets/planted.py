"""Secrets of every kind: how each is written, with `{}` where the secret stands."""

# SQL. What the server reads as the secret is what stands for `{}`.
SQL = {
    "quoted": "alter role bob password '{}'",
    "encrypted": "alter user bob with encrypted password '{}' valid until 'infinity'",
    "escape string": "create role bob login password E'{}\\n\\'{}'",
    "unicode string": "create role bob password U&'{}'",
    "unicode string with escape": "create role bob password U&'{}!0041' uescape '!'",
    "dollar quotes": "create role bob password $p${}$p$",
    "parts of a constant": "create role bob password 'x'\n'{}'",
    "behind a comment": "create role bob password /* c */ -- d\n '{}'",
    "case of letters": "aLtEr RoLe bob PaSsWoRd '{}'",
    "session authorization": "set session authorization bob password '{}'",
    "several statements": "select 1; alter role a password 'x'; alter role b password '{}'; select 2",
    "set": "set local app.db_password to '{}'",
    "set of a key": "set app.key = 'x', '{}'",
    "set_config": "select set_config('app.jwt_secret', '{}', false)",
    "alter role set": "alter role bob set app.token = '{}'",
    "option of a user mapping": "create user mapping for bob server s options (user 'bob', password '{}')",
    "quoted option": "create user mapping for bob server s options (\"user\" 'bob', \"password\" '{}')",
    "option set": "alter server s options (set api_key '{}')",
    "connection string": "select dblink_connect('host=h user=u password={} dbname=d')",
    "connection string with blanks": "select dblink_connect('host=h password = {}')",
    "connection string with quotes": "select dblink_connect('host=h password=''a \\''{} x''')",
    "subscription": "create subscription s connection 'host=h sslpassword={}' publication p",
    "alter system": "alter system set primary_conninfo = 'host=h password={}'",
    "URI": "select dblink_connect('postgresql://u:{}@h:5432/d')",
    "URI with a quote": "select dblink_connect('postgresql://u:a''{}@h:5432/d')",
    "query of a URI": "select dblink_connect('postgresql://h/d?user=u&password={}&sslmode=require')",
    "joined constants": "select dblink_connect('host=h pass' || 'word={}')",
    "joined to a name": "select dblink_connect('host=h password=' || '{}' || ' user=u')",
    "quote_literal": "select f('alter role n password ' || quote_literal('{}'))",
    "format": "do $$ begin execute format('alter role %I password %L', 'bob', '{}'); end $$",
    "compared": "select * from users where passwd = '{}' and id = 1",
    "compared the other way": "select * from users where '{}' = u.api_key",
    "in a list": "select * from users where token in ('a', '{}')",
    "like": "select * from users where secret like '{}%'",
    "distinct": "select * from users where pwd is distinct from '{}'",
    "cast": "select * from users where access_token::text = '{}'::text",
    "within a function": "select * from users where lower(password) = '{}'",
    "hashed": "select * from users where password = crypt('{}', password)",
    "assigned": "update users set name = 'x', api_key = '{}' where id = 1",
    "assigned in a row": "update users set (name, password) = ('x', '{}') where id = 1",
    "inserted": "insert into users (name, password) values ('a', 'b'), ('bob', '{}')",
    "inserted by a query": "insert into users (name, password) select 'bob', '{}' from t",
    "upserted": "insert into users (id) values (1) on conflict (id) do update set secret_key = '{}'",
    "default": "create table t (id int, token text default '{}')",
    "named argument": "select login(name => 'bob', password => '{}')",
    "member of JSON": "insert into t values ('{{\"a\": 1, \"password\": \"{}\", \"b\": 2}}')",
    "member of nested JSON": "insert into t values ('{{\"a\": {{\"client_secret\":\"{}\"}}}}')",
    "member compared": "select * from t where data->>'password' = '{}'",
    "built object": "select jsonb_build_object('name', 'x', 'token', '{}')",
    "pgcrypto": "select pgp_sym_encrypt('data', '{}')",
    "pgcrypto hmac": "select hmac('data', '{}', 'sha256')",
    "AWS credentials": "select aws_commons.create_aws_credentials('AKIA', '{}', '')",
    "AWS key": "select 'AKIA{upper}'",
    "GitHub token": "select 'ghp_{}{}{}'",
    "web token": "select 'eyJhbGciOiJIUzI1NiJ9.{}.{}'",
    "SCRAM verifier": "select 'SCRAM-SHA-256$4096:{}$a:b'",
    "private key": "select '-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----'",
    "header": "select http(('GET', 'u', '{{\"Authorization\": \"Basic {}\"}}'))",
    "header as a pair": "select http_header('Authorization', 'Bearer {}')",
    "user of curl": "copy t from program 'curl -u bob:{} http://x'",
    "options of a command": "copy t from program 'mysql -p{} --password={} --api-key {} x'",
    "variable of a command": "copy t from program 'PGPASSWORD={} psql'",
    "header of a command": "copy t from program 'curl -H \"Authorization: Basic {}\" http://x'",
    "comment": "/* password={} */ select 1",
    "line comment": "select 1 -- alter role bob password '{}'\n, 2",
    "body of DO": "do $x$ begin alter role bob password '{}'; end $x$",
    "execute in DO": "do $x$ begin execute 'alter role bob password ''{}'''; end $x$",
    "declared": "do $x$ declare v_password text := '{}'; begin perform 1; end $x$",
    "bare in DO": "do $x$ begin alter role bob password {}; end $x$",
    "prepare": "prepare p as select dblink_connect('host=h password={}')",
    "cursor": "declare c cursor for select * from dblink('password={}', 'x') t(a int)",
    "unfinished": "alter role bob password '{}",
    "unfinished dollar quotes": "alter role bob password $a${}",
}

# Without quotes they are names to SQL.
BARE_SQL = {
    "bare": "create role bob password {}",
    "double quotes": "create role bob password \"{}\"",
    "bare setting": "set app.password to {}",
    "backslash": "alter role bob password 'a\\'{}'",
}

# What else texts of people and programs hold.
PROSE = {
    "password": "password authentication failed for user \"u\" with password \"{}\"",
    "connection string": "could not connect: host=h password={} user=u",
    "URI": "could not connect to postgres://u:{}@h/d",
    "setting": "invalid value for parameter \"app.password\": \"{}\"",
    "program": "program \"curl -u bob:{} http://x\" failed",
    "program of mysql": "could not execute command \"mysql -p{} db\"",
    "JSON": "rejected {{\"password\": \"{}\"}}",
    "header": "sent X-Api-Key: {}",
    "key": "Key (name, api_key)=(bob, {}) already exists.",
    "apostrophe": "can't take password '{}' of it",
    "statement": "SQL statement \"alter role bob password '{}'\"\nPL/pgSQL function f() line 3 at EXECUTE",
    "verifier": "verifier SCRAM-SHA-256$4096:{}$a:b",
}

# What parameters of a statement are bound to where a secret stands.
PARAMETERS = {
    "set_config": "select set_config('app.password', $1, false)",
    "compared": "select * from users where api_key = $1",
    "inserted": "insert into users (password) values ($1)",
    "assigned": "update users set token = $1",
    "pgcrypto": "select pgp_sym_decrypt(data, $1) from t",
    "hashed": "select * from users where password = crypt($1, password)",
}


def nested(sql):
    """The statement three bodies and strings deep."""
    quoted = sql.replace("'", "''")
    return (f"create function f() returns void language plpgsql as $f$ begin execute $q$do $d$ begin execute '{quoted}'; "
            "end $d$$q$; end $f$")
