-- psql hands the whole query to the kernel at once.
\set long `head -c 100000 /dev/zero | tr '\0' z`
select length(:'long');
select 'after';
