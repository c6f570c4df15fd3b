-- COPY both ways through psql; the variables "file" and "options" say in which format.
create temp table price (id int, label text, amount numeric);
\set copy_in '\\copy price from ' :'file' ' with (' :options ')'
:copy_in
copy price to stdout with (:options);
copy (select id, label from price where false) to stdout with (:options);
copy (select n, n * n as square from generate_series(1, 10) n) to stdout with (:options) \; select 'after';
select count(*) from price;
