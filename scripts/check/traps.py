#!/usr/bin/env python3
"""Fails where library code can trap, or steps around the compiler without saying why that is safe."""

import re
import sys

from source import code_only, report, swift_files

TRAPS = [
    (re.compile(r"\bfatalError\s*\("), "fatalError"),
    (re.compile(r"\bprecondition(?:Failure)?\s*\("), "precondition"),
    (re.compile(r"\bassertionFailure\s*\("), "assertionFailure"),
    (re.compile(r"\btry!"), "try!"),
    (re.compile(r"\bas!"), "as!"),
    (re.compile(r"[\w)\]>]!(?![=\w(])"), "a force unwrap or an implicitly unwrapped type"),
    (re.compile(r"[\w)\]]!(?=[.\[(])"), "a force unwrap"),
    (re.compile(r"\bunsafeBitCast\s*\("), "unsafeBitCast"),
]
CLAIMS = re.compile(r"@unchecked\s+Sendable|\bnonisolated\(unsafe\)|\bunowned\(unsafe\)")
REASON = re.compile(r"//\s*safe:\s*\S.{5,}")


def findings_in(path, text):
    found = []
    lines = text.split("\n")
    for number, code in enumerate(code_only(text).split("\n"), start=1):
        for pattern, name in TRAPS:
            if pattern.search(code):
                found.append((path, number, f"{name} can trap; throw an error that says what to do"))
                break
        if CLAIMS.search(code):
            # The reason stands on the line itself, or on the next one where the line is long.
            near = lines[number - 1] + "\n" + (lines[number] if number < len(lines) else "")
            if not REASON.search(near):
                found.append((path, number, "steps around the compiler; say why it may: // safe: …"))
    return found


def main():
    found = []
    for path in swift_files("Sources"):
        found += findings_in(path, path.read_text())
    return report("traps", found)


if __name__ == "__main__":
    sys.exit(main())
