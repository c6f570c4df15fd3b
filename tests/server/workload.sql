-- What psql says for counted_workload.sh: every kind of statement and of error, so often that no two counts are alike by
-- chance. Errors are meant. What pg_stat_statements itself leaves out (PREPARE, EXECUTE, DEALLOCATE) is left out here too, and
-- REFRESH MATERIALIZED VIEW, whose rows it counts and the server tells nobody.

create table item (id int primary key, name text unique, price numeric check (price > 0), added date default '2026-01-01');
create table part (id int references item (id), note text not null);
insert into item values (1, 'one', 1.5), (2, 'two', 2.5), (3, 'three', 3.5);
insert into item values (4, 'four', 4.5), (5, 'five', 5.5), (6, 'six', 6.5), (7, 'seven', 7.5);
insert into part select id, 'part of ' || name from item where id < 6;

select * from item where id = 1;
select * from item where id = 2;
SELECT  *  FROM item /* a comment */ WHERE id = 3 -- and another
;
select name from item where id in (1, 2);
select name from item where id in (1, 2, 3, 4);
select name from item where name like 't%' and price between 1 and 3;
select count(*) from item; select count(*) from part; select 1 where false;
select 'a;b', $tag$; not a statement;$tag$, E'it\'s', U&'\0041', X'1F', 1.5e3, -7;
update item set price = price + 1 where id > 3;
update item set price = price + 2 where id > 100;
delete from part where id = 5;
with doubled as (select id * 2 as id from item) select item.id from item join doubled using (id) order by 1;
values (1, 'a'), (2, 'b');
table part;

begin;
insert into item values (8, 'eight', 8.5);
savepoint here;
insert into item values (8, 'again', 8.5);
rollback to savepoint here;
select count(*) from item;
commit;

begin isolation level serializable;
select 1 / 0;
select 'not run';
rollback;

select 1 / 0;
select 1 / 0;
select 1 \; select 2 \; select 1 / 0 \; select 'not run';
select 10 \; select 20;
insert into item values (1, 'dup', 1);
insert into item values (9, 'nine', -1);
insert into part values (1, null);
insert into part values (77, 'no such item');
select * from missing;
select missing from item;
selec 1;
select 'x'::int;
select nothing_like_it(1);
select repeat('a', -1), substring('abc' from 2 for -1);
drop table missing;
drop table if exists missing;
do $$ begin raise exception 'as asked'; end $$;
do $$ begin raise notice 'only a notice'; end $$;
do $$ begin perform 1 / 0; exception when division_by_zero then null; end $$;
set statement_timeout = '20ms';
select pg_sleep(5);
reset statement_timeout;

declare c cursor with hold for select generate_series(1, 10);
fetch 3 from c;
fetch all from c;
move backward 2 in c;
close c;

copy part to stdout;
copy (select * from item order by id) to stdout (format csv, header);
copy part from stdin;
1	copied
2	copied too
\.
copy part from stdin;
not a number	x
\.
create table copied as select * from item;
select * into copied_again from item where id < 4;
create materialized view totals as select sum(price) from item;
create index on item (price);
explain (costs off) select * from item where id = 1;
analyze item;
show work_mem;
set work_mem = '8MB';
truncate part;
alter table item add column extra int;
comment on table item is 'things';
grant select on item to public;
listen news;
notify news, 'hello';
lock table item;
