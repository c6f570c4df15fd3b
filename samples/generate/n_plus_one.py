"""What an object mapper does: one query for the list, then one more for each of its members."""

import psycopg

with psycopg.connect(autocommit=True) as connection:
    purchases = connection.execute("select id from purchase order by id").fetchall()
    for (purchase,) in purchases:
        connection.execute("select article, quantity from item where purchase_id = %s", [purchase]).fetchall()
    # The same with the values inside the SQL.
    for (purchase,) in purchases:
        connection.execute(f"select name from customer where id = {purchase}").fetchall()
