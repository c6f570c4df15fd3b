-- Enough rows to fill some tens of segments in both directions.
select n, md5(n::text) as digest, repeat('x', n % 90) as filler from generate_series(1, 240) n;
\set long `head -c 6000 /dev/zero | tr '\0' y`
select length(:'long');
select n, md5(n::text) as digest from generate_series(1, 200) n;
select 1/0;
select 'last';
