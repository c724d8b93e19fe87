#!/usr/bin/env python3
"""Checks the documentation: links lead somewhere, and the code that is also an example is the same there.

A snippet that stands in an example or a test is marked with a comment on the line before its fence:
    <!-- code: Examples/Hello/Sources/Hello/main.swift -->
Every line of it has to stand in that file, in that order.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
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
    print(f"{snippets} snippets compared with compiled code, {failures} mistakes")
    return 1 if failures or not snippets else 0


if __name__ == "__main__":
    sys.exit(main())
