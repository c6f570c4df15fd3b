"""Two sessions in each other's way: a deadlock (40P01), a serialization failure (40001), a lock not waited for (55P03)."""

import threading

import psycopg

LOCK = "update account set balance = balance where id = {}"

one = psycopg.connect(autocommit=True)
two = psycopg.connect(autocommit=True)


def expecting(error, connection, sql):
    try:
        connection.execute(sql)
    except error:
        pass


def deadlock():
    for connection, own in [(one, 1), (two, 2)]:
        connection.execute("begin")
        connection.execute(LOCK.format(own))
    waiting = threading.Thread(target=expecting, args=(psycopg.errors.DeadlockDetected, one, LOCK.format(2)))
    waiting.start()
    expecting(psycopg.errors.DeadlockDetected, two, LOCK.format(1))
    waiting.join()
    for connection in [one, two]:
        connection.execute("rollback")


def serialization_failure():
    for connection in [one, two]:
        connection.execute("begin isolation level repeatable read")
        connection.execute("select balance from account where id = 3")
    one.execute(LOCK.format(3))
    one.execute("commit")
    expecting(psycopg.errors.SerializationFailure, two, LOCK.format(3))
    two.execute("rollback")


def lock_not_available():
    one.execute("begin")
    one.execute(LOCK.format(4))
    expecting(psycopg.errors.LockNotAvailable, two, "select * from account where id = 4 for update nowait")
    one.execute("rollback")


deadlock()
serialization_failure()
lock_not_available()
one.close()
two.close()
