"""What the peers with a database have in common: the rules of the TechEmpower benchmarks, and how they are set up."""

import os
from html import escape
from random import randint, sample

ROWS = 10_000
EXTRA = "Additional fortune added at request time."
#: postgres://user:password@host:port/name
URL = os.environ.get("DATABASE_URL", "").replace("postgres://", "postgresql://", 1)
CORES = os.cpu_count() or 1
#: All peers may use as many connections as Martlet does.
CONNECTIONS = int(os.environ.get("CONNECTIONS", "32"))


def count(text):
    """How many queries are asked for: from 1 to 500, and 1 where it is no number."""
    try:
        return min(max(int(text), 1), 500)
    except (TypeError, ValueError):
        return 1


def number():
    return randint(1, ROWS)


def numbers(amount):
    return sample(range(1, ROWS + 1), amount)


def page(fortunes):
    """The page of (id, message) pairs, with one that is added, sorted by message."""
    rows = sorted([*fortunes, (0, EXTRA)], key=lambda row: row[1])
    body = "".join(f"<tr><td>{id}</td><td>{escape(message)}</td></tr>" for id, message in rows)
    return ("<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>"
            f"<tr><th>id</th><th>message</th></tr>{body}</table></body></html>")
