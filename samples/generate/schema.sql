-- What the samples work on. Owned by app, in the database orders.
set role app;

create domain quantity as int check (value > 0);

create table customer (
    id int primary key,
    name text not null,
    email text unique
);

create table purchase (
    id int primary key,
    customer_id int not null references customer,
    placed timestamptz not null default '2026-01-02 03:04:05+00',
    note text
);

create table item (
    purchase_id int not null references purchase,
    line int not null,
    article text not null,
    quantity quantity not null,
    price numeric(10, 2) check (price >= 0),
    primary key (purchase_id, line)
);

create table booking (
    room int,
    during tsrange,
    exclude using gist (during with &&)
);

create table account (id int primary key, balance int not null check (balance >= 0));

create table stock (article text, amount int, price numeric(10, 2));

insert into customer select n, 'customer ' || n, 'c' || n || '@example.com' from generate_series(1, 20) n;
insert into purchase (id, customer_id) select n, n from generate_series(1, 20) n;
insert into item select n, l, 'article ' || l, l, l * 1.5 from generate_series(1, 20) n, generate_series(1, 2) l;
insert into account select n, 100 from generate_series(1, 5) n;

-- An error inside this has an internal query, an internal position and a context of two levels.
create function badly_written() returns int language plpgsql as $$
begin
    return (select no_such_column from customer);
end
$$;

create function calls_badly_written() returns int language plpgsql as $$
begin
    perform badly_written();
    return 1;
end
$$;
