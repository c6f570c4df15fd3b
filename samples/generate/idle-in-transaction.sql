-- Half a second of nothing inside a transaction, and again in one that has failed.
begin;
update account set balance = balance where id = 1;
\! sleep 0.5
commit;
begin;
select 1/0;
\! sleep 0.3
rollback;
select 'done';
