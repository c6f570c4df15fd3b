"""One portal fetched in chunks: PortalSuspended until the rows run out, or until it is closed early."""

from pgwire import PORTAL, SYNC, Connection, bind, close, describe, execute, parse, query

with Connection() as server:
    server.start()
    server.ask(query("begin"))
    server.ask(parse("rows", "select n, 'row ' || n as label from generate_series(1, $1::int) n"),
               bind("chunks", "rows", [b"25"]), describe(PORTAL, "chunks"), execute("chunks", 10), SYNC)
    server.ask(execute("chunks", 10), SYNC)
    server.ask(execute("chunks", 10), SYNC)
    # Two portals of one statement, in turns; one of them is left before its end.
    server.ask(bind("a", "rows", [b"4"]), bind("b", "rows", [b"1000000"]), execute("a", 2), execute("b", 3), execute("a", 2), execute("b", 3), SYNC)
    server.ask(execute("a", 2), close(PORTAL, "b"), SYNC)
    server.ask(execute("b", 3), SYNC)
    server.ask(query("rollback"))
    # Outside a transaction block Sync ends the portal, so the second Execute finds none.
    server.ask(bind("brief", "rows", [b"5"]), execute("brief", 2), SYNC)
    server.ask(execute("brief", 2), SYNC)
    # A limit equal to the number of rows: the server cannot know yet that there are no more.
    server.ask(bind("", "rows", [b"3"]), execute("", 3), execute("", 3), SYNC)
    server.terminate()
