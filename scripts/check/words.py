#!/usr/bin/env python3
"""Fails on words of unfinished work and on paths of one machine, in any file that git tracks."""

import re
import subprocess
import sys

from source import ROOT, report

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:work|home/\w+|Users/\w+|opt/swift)/")
TEXT = {".swift", ".md", ".py", ".sh", ".yml", ".yaml", ".html", ".mustache", ".css", ".js", ".json", ".go", ""}


def findings_in(path, text):
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if match := UNFINISHED.search(line):
            found.append((path, number, f"unfinished work: {match.group(1)}"))
        if match := MACHINE.search(line):
            found.append((path, number, f"a path of one machine: {match.group(0)}"))
    return found


def main():
    found = []
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, names):
        path = ROOT / name.decode()
        if path.suffix not in TEXT or "scripts/check" in path.as_posix() or not path.is_file():
            continue
        try:
            found += findings_in(path, path.read_text())
        except UnicodeDecodeError:
            continue
    return report("words", found)


if __name__ == "__main__":
    sys.exit(main())
