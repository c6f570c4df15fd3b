-- While this client stays, a smart shutdown waits and newcomers are told so; a fast one ends this client too.
select 'first client';
\! bash -c 'cluster_ctl stop --mode=smart --no-wait'
\! sleep 0.1; psql --command='select 1'
\! bash -c 'cluster_ctl stop --mode=fast'
select 'never answered';
