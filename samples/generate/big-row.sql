-- A row and a query longer than 64 KiB.
select repeat('0123456789', 8000) as big;
\set long `head -c 70000 /dev/zero | tr '\0' x`
select length(:'long');
