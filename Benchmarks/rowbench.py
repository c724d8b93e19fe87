"""Rows of SQLite without a server in front: how long each program takes to read and write 100,000 of them."""

import json
import subprocess
import sys
import tempfile

import report
from servers import FOLDER, PEERS, PRODUCTS, VENV, Unavailable, python_environment, run, ROOT


def programs():
    yield "martlet", [PRODUCTS / "RowBenchmark"]
    for name in ("sqlalchemy", "django"):
        yield name, [VENV / "python", PEERS / f"python/rows_{name}.py"]


def figures_of(programs, arguments, work, failures):
    """What each program prints last: seconds of each round by work."""
    figures = {}
    for name, command in programs.items():
        print(f"  {work}: {name}", file=sys.stderr)
        try:
            result = subprocess.run(
                [*map(str, command), *map(str, arguments)], capture_output=True, text=True, timeout=600,
                env=python_environment())
        except OSError as error:
            raise Unavailable(f"{command[0]}: {error.strerror}") from error
        if result.returncode != 0:
            failures.append(f"{work} of {name}")
            print(f"error: {work} of {name}: {result.stderr.strip()[-300:]}", file=sys.stderr)
            continue
        figures[name] = json.loads(result.stdout.strip().splitlines()[-1])
    return figures


def measure(rounds, failures):
    """Seconds of each round by program and work."""
    figures = {}
    run(["swift", "build", "-c", "release", "--package-path", ROOT / "Benchmarks", "--product", "RowBenchmark"])
    for name, command in programs():
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            figures |= figures_of({name: command}, [folder, rounds], "rows", failures)
    return figures


def table(figures):
    return report.programs("rows of SQLite", "seconds for 100,000 rows", figures)


def targets(figures):
    """Bounds on the best rounds, in which others disturbed least."""
    def best(name, work):
        found = figures.get(name, {}).get(work)
        return min(found) if found else None

    def ratio(one, other):
        return one / other if one and other else None

    read, insert = best("martlet", "read"), best("martlet", "bulk insert")
    return [
        report.Target("SQLAlchemy's time / Martlet's, reading", ratio(best("sqlalchemy", "read"), read), 10, True),
        report.Target("Django's time / Martlet's, reading", ratio(best("django", "read"), read), 5, True),
        report.Target(
            "Martlet's time / GRDB's by index, reading",
            ratio(read, best("martlet", "read by index through GRDB")), 2),
        report.Target("Django's time / Martlet's, bulk insert", ratio(best("django", "bulk insert"), insert), 8, True),
    ]
