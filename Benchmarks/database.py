"""The database by itself: what pgbench reads a second, which no server in front of it can exceed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SCRIPT = r"""\set id random(1, 10000)
SELECT id, randomnumber FROM world WHERE id = :id;
"""


def program():
    found = shutil.which("pgbench")
    if found:
        return found
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True):
        return str(folder)
    return None


def pgbench(arguments, failures):
    """Transactions a second of `pgbench -M prepared` reading one row; `None`, and a line about it, without one."""
    if not (path := program()):
        failures.append("pgbench")
        print("error: pgbench is not installed (Debian: postgresql)", file=sys.stderr)
        return None
    print("  pgbench", file=sys.stderr)
    result = subprocess.run(
        [path, "--no-vacuum", "--protocol", "prepared", "--client", str(arguments.connections), "--jobs", "1",
         "--time", str(arguments.seconds * arguments.rounds), "--file", "-", os.environ["DATABASE_URL"]],
        input=SCRIPT, capture_output=True, text=True, timeout=arguments.seconds * arguments.rounds + 60)
    found = re.search(r"^tps = ([\d.]+)", result.stdout, re.M)
    if result.returncode != 0 or not found:
        failures.append("pgbench")
        print(f"error: pgbench failed: {result.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    return float(found.group(1))
