-- Half a second of nothing inside a transaction, again in one that has failed, and once too long for the server.
begin;
update account set balance = balance where id = 1;
\! sleep 0.5
commit;
begin;
select 1/0;
\! sleep 0.3
rollback;
set idle_in_transaction_session_timeout to '100ms';
begin;
\! sleep 0.3
select 'too late';
