#!/usr/bin/env python3
"""Converts the Chinook sample database into the seed that the example carries.

    python3 Scripts/convert_seed.py PATH/TO/Chinook_Sqlite.sqlite          # writes Sources/Chinook/Seed/*.tsv
    python3 Scripts/convert_seed.py PATH/TO/Chinook_Sqlite.sqlite --check  # compares instead; exit 1 on a difference

One file a table, one line a row, ordered by primary key, so that a change of the data is a readable diff. The format
is the text format of PostgreSQL's COPY with a header line:

    columns are separated by a tab, rows by a line feed, all in UTF-8
    \\N            NULL (an empty column is an empty text)
    \\t \\n \\r \\\\   a tab, line feed, carriage return or backslash inside a value

Numbers of the type NUMERIC(10,2) are written with two decimals, times as ISO 8601 in UTC
(`2021-01-01T00:00:00Z`), everything else as it stands. Needs nothing but Python's standard library.
"""

import argparse
import decimal
import pathlib
import re
import sqlite3
import sys

SEED = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Chinook" / "Seed"

# Parents before children, the order in which the rows can be inserted under foreign keys.
TABLES = [
    "Artist", "Album", "Genre", "MediaType", "Track", "Playlist", "PlaylistTrack",
    "Employee", "Customer", "Invoice", "InvoiceLine",
]
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def snake_case(name):
    """`InvoiceLineId` is `invoice_line_id` in the seed."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def encode(value, declared_type):
    if value is None:
        return "\\N"
    if declared_type.startswith("NUMERIC"):
        exact = decimal.Decimal(str(value))
        rounded = exact.quantize(decimal.Decimal("0.01"))
        if exact != rounded:
            raise SystemExit(f"{value} has more than two decimals")
        return str(rounded)
    if declared_type == "DATETIME":
        if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value):
            raise SystemExit(f"{value} is not a time of the form YYYY-MM-DD HH:MM:SS")
        return value.replace(" ", "T") + "Z"
    return re.sub(r"[\\\t\n\r]", lambda match: ESCAPES[match.group()], str(value))


def convert(database, table):
    columns = database.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [f'"{column[1]}"' for column in sorted(columns, key=lambda column: column[5]) if column[5]]
    lines = ["\t".join(snake_case(column[1]) for column in columns)]
    for row in database.execute(f'SELECT * FROM "{table}" ORDER BY {", ".join(keys)}'):
        lines.append("\t".join(encode(value, column[2]) for value, column in zip(row, columns)))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Converts the Chinook database into the example's seed.")
    parser.add_argument("database", type=pathlib.Path, help="Chinook_Sqlite.sqlite")
    parser.add_argument("--check", action="store_true", help="compare with the committed seed instead of writing it")
    arguments = parser.parse_args()
    if not arguments.database.is_file():
        raise SystemExit(f"no database at {arguments.database}")
    database = sqlite3.connect(f"file:{arguments.database}?mode=ro", uri=True)
    different = []
    for table in TABLES:
        path = SEED / f"{snake_case(table)}.tsv"
        text = convert(database, table)
        if arguments.check:
            if not path.is_file() or path.read_bytes() != text.encode():
                different.append(path.name)
        else:
            SEED.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            print(f"{path.name}: {text.count(chr(10)) - 1} rows")
    if different:
        raise SystemExit("differs from the database: " + ", ".join(different))
    if arguments.check:
        print(f"{len(TABLES)} tables agree with the database")


if __name__ == "__main__":
    sys.exit(main())
