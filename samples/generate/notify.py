"""LISTEN and NOTIFY: to oneself, to another session while it is idle, and to one that is inside a transaction."""

import psycopg

listener = psycopg.connect(autocommit=True)
notifier = psycopg.connect(autocommit=True)


def next_notification():
    notifications = listener.notifies()
    next(notifications)
    notifications.close()


listener.execute("listen orders")
listener.execute("notify orders, 'to myself'")
notifier.execute("notify orders")
next_notification()
notifier.execute("select pg_notify(%s, %s)", ["orders", "order 17 was placed"])
next_notification()
# Notifications wait until the listener's transaction has ended.
listener.execute("begin")
notifier.execute("notify orders, 'while you were busy'")
notifier.execute("notify elsewhere, 'nobody listens'")
listener.execute("select 1")
listener.execute("commit")
# Several from one transaction.
with notifier.transaction():
    for number in range(3):
        notifier.execute(f"notify orders, 'batch {number}'")
next_notification()
listener.execute("unlisten *")
notifier.execute("notify orders, 'too late'")
listener.execute("select 'nothing came'")
listener.close()
notifier.close()
