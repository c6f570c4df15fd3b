-- Every kind of result that a simple Query can have, and every field of an error. psql sends what stands
-- before each semicolon as one Query; "\;" keeps several statements in one.

-- Results.
select id, name, email from customer order by id limit 2;
select null as nothing, true, 1.50::numeric, 'text', array[1, null, 3], '2026-01-02'::date, '{"a": 1}'::jsonb, '\xdeadbeef'::bytea;
select * from customer where false;
select;
select 'naïve', '日本語', 'emoji 🐘', e'tab\tand\nnewline';
values (1, 'a'), (2, 'b');
table account;
show server_version;
explain (costs off) select * from customer where id = 1;
select 1 as a union all select 2 order by a;
;
select 1 \; select 2 where false \; create temp table t (id int) \; insert into t values (1), (2) \; update t set id = id + 1 \; delete from t \; drop table t;

-- Every command tag that counts rows.
create temp table work as select generate_series(1, 5) as n;
select n into temp table work2 from work;
insert into work values (6), (7) returning n;
insert into work select 8 where false;
update work set n = n + 10 where n > 5;
delete from work where n = 1;
merge into work using (values (2), (99)) as v (n) on work.n = v.n when matched then delete when not matched then insert values (v.n);
truncate work2;

-- Cursors, one of them binary.
begin;
declare c cursor for select n from work order by n;
fetch 2 from c;
move 1 in c;
fetch all from c;
close c;
declare b binary cursor for select n, n::text as t, n::float8 as f from work order by n;
fetch 2 from b;
commit;

-- Statements prepared in SQL.
prepare find (int) as select name from customer where id = $1;
execute find (3);
execute find (4);
deallocate find;

-- Parameters that the server reports when they change.
set application_name to 'simple-queries';
set timezone to 'Europe/Paris';
set datestyle to 'German';
set client_encoding to 'LATIN1';
select 'caf' || chr(233);
set client_encoding to 'UTF8';
reset all;

-- Notices of every severity that reaches a client, and one with every field that a statement can give it.
set client_min_messages to debug1;
do $$ begin raise debug 'seen by developers'; raise log 'for the log'; raise info 'always shown'; raise notice 'noticed'; raise warning 'warned'; end $$;
set client_min_messages to notice;
do $$ begin
    raise notice using message = 'low stock', detail = 'Three left.', hint = 'Order more.', errcode = '01000',
        schema = 'public', table = 'item', column = 'quantity', datatype = 'quantity', constraint = 'quantity_check';
end $$;
drop table if exists no_such_table;

-- Transactions: committed, rolled back, failed, and failed but saved.
begin;
insert into work values (100);
commit;
begin;
insert into work values (101);
rollback;
begin;
select 1/0;
select 'ignored until the end of the transaction';
commit;
begin;
savepoint s;
select * from no_such_table;
rollback to savepoint s;
release savepoint s;
commit;
rollback;

-- Errors, each for the fields that it brings.
select 1 +;
select nme from customer;
select lower(1, 2);
select 'x'::int;
insert into customer values (1, 'again', 'again@example.com');
insert into customer values (99, null);
insert into purchase values (99, 12345);
insert into item values (1, 99, 'none', 0, 1);
insert into item values (1, 99, 'none', 1, -1);
insert into booking values (1, '[2026-01-01, 2026-01-03)');
insert into booking values (2, '[2026-01-02, 2026-01-04)');
delete from customer where id = 1;
select calls_badly_written();
do $$ begin
    raise exception using message = 'refused', detail = 'The order is closed.', hint = 'Open another.', errcode = 'P0002',
        schema = 'public', table = 'item', column = 'quantity', datatype = 'quantity', constraint = 'quantity_check';
end $$;
select 1 as one \; select 1/0 as none \; select 'never reached';
set statement_timeout to '20ms';
select pg_sleep(5);
reset statement_timeout;
select * from pg_authid;

truncate booking;
discard all;
