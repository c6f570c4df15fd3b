"""A session older than its capture: it prepares statements, says so, and uses them when told to go on."""

from pgwire import PORTAL, STATEMENT, SYNC, Connection, bind, describe, execute, parse, query

with Connection() as server:
    server.start()
    server.ask(parse("find", "select id, name from customer where id = $1"), parse("all", "select id from customer"),
               parse("change", "update account set balance = balance + $1 where id = $2"), SYNC)
    server.ask(query("begin"))
    server.ask(bind("cursor", "all"), execute("cursor", 5), SYNC)
    print("prepared", flush=True)
    input()
    server.ask(execute("cursor", 10), SYNC)
    server.ask(execute("cursor"), SYNC)
    server.ask(bind("", "find", [b"3"]), describe(PORTAL, ""), execute(""), SYNC)
    server.ask(bind("", "change", [b"1", b"5"]), execute(""), SYNC)
    server.ask(query("rollback"))
    server.ask(bind("", "find", [b"4"]), execute(""), SYNC)
    server.ask(describe(STATEMENT, "find"), SYNC)
    server.ask(bind("", "find", [b"four"]), execute(""), SYNC)
    server.terminate()
