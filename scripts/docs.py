#!/usr/bin/env python3
"""Checks the documentation: links lead somewhere, and the code that is also an example is the same there.

A snippet that stands in an example or a test is marked with a comment on the line before its fence:
    <!-- code: Examples/Hello/Sources/Hello/main.swift -->
Every line of it has to stand in that file, in that order.

A table whose last column holds code is marked with a comment on the line before it:
    <!-- cells: Tests/MartletDialectTests/ComparisonQueries.swift -->
Where a cell begins with code, that has to stand in the file, wherever its lines are broken.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
TABLE = re.compile(r"<!-- cells: (\S+) -->\n((?:\|.*\n)+)")
SNIPPET = re.compile(r"<!-- code: (\S+) -->\n+```\w*\n(.*?)```", re.S)


def documents():
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "Documentation").rglob("*.md"))
    for path in sorted((ROOT / "Examples").rglob("*.md")):
        if not any(part.startswith(".build") for part in path.parts):
            yield path


def missing_line(snippet, text):
    """The first line of a snippet that does not follow in the text; None when all do."""
    lines = [line.strip() for line in text.split("\n")]
    position = 0
    for wanted in filter(None, (line.strip() for line in snippet.split("\n"))):
        if wanted in ("…", "// …"):
            continue
        try:
            position = lines.index(wanted, position) + 1
        except ValueError:
            return wanted
    return None


def last_cells(table):
    """The code at the beginning of each row's last cell; a bar in code is written with a backslash."""
    for row in table.strip().split("\n")[2:]:
        cell = re.split(r"(?<!\\)\|", row.strip().strip("|"))[-1].strip()
        if code := re.match(r"`([^`]+)`", cell):
            yield code[1].replace("\\|", "|")


def without_spaces(text):
    return re.sub(r"\s+", "", text)


def main():
    failures = 0
    snippets = 0
    for path in documents():
        text = path.read_text()
        name = path.relative_to(ROOT)
        for target in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.S)):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (path.parent / target).exists():
                print(f"{name}: the link to {target} leads nowhere")
                failures += 1
        for source, snippet in SNIPPET.findall(text):
            snippets += 1
            file = ROOT / source
            if not file.is_file():
                print(f"{name}: the snippet's source {source} does not exist")
                failures += 1
            elif (line := missing_line(snippet, file.read_text())) is not None:
                print(f"{name}: this line is not in {source}, or not in this order:\n    {line}")
                failures += 1
        for source, table in TABLE.findall(text):
            file = ROOT / source
            compiled = without_spaces(file.read_text()) if file.is_file() else ""
            for code in last_cells(table):
                snippets += 1
                if without_spaces(code) not in compiled:
                    print(f"{name}: this is not in {source}:\n    {code}")
                    failures += 1
    print(f"{snippets} snippets compared with compiled code, {failures} mistakes")
    return 1 if failures or not snippets else 0


if __name__ == "__main__":
    sys.exit(main())
