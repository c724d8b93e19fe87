#!/usr/bin/env python3
"""Fails on public declarations without a documentation comment.

Members that only fulfil a protocol of the standard library or of Martlet inherit that protocol's comment.
"""

import re
import sys

from source import code_only, report, swift_files

DECLARATION = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*public\s+(?:package\(set\)\s+|internal\(set\)\s+|private\(set\)\s+)?"
    r"(?:final\s+|static\s+|mutating\s+|nonisolated\s+|indirect\s+|convenience\s+|borrowing\s+|consuming\s+|prefix\s+)*"
    r"(struct|class|enum|protocol|actor|func|var|let|init|subscript|typealias|macro)\b[?!]?\s*([\w=!<>&|+\-*/%~^]+)?"
)
# Members whose meaning their protocol says.
INHERITED = {
    "description", "debugDescription", "hash", "makeIterator", "makeAsyncIterator", "next", "response", "extract",
    "readsBody", "parameters", "responses", "handle", "install", "rawValue", "errorDescription", "encode", "id", "status", "message",
    "headers", "routes", "columnType", "isNullable", "databaseValue", "pathValue", "appendLiteral", "load", "query",
    "execute", "dialect", "transaction", "close", "isSecure", "prepare", "configure", "routeName", "parameterCount",
    "name", "quote", "placeholder", "typeName", "maximumBindings", "family", "features", "expansion",
    "stream", "withSession", "begin", "commit", "rollback", "didRun", "read", "isNull", "integer", "real", "text",
    "keyValues", "columnNames", "origin", "predecessor", "roles", "initialValue", "willSave", "didSave", "willDelete",
    "didDelete", "related", "joined", "selected", "selection", "castName", "Unwrapped",
    "timestamp", "value", "count", "startIndex", "endIndex", "==", "<", "requiredServices", "identity", "hasColumn",
    "extractIfPresent", "security", "refusal", "open", "valueSchema", "whenAbsent", "constrained", "Constrained", "write",
    "lowest", "highest", "includesHighest", "validate", "textFormat", "textExpectation", "jsonText",
}  # fmt: skip
INHERITED_KINDS = {"init"}


def findings_in(path, text):
    found = []
    lines = text.split("\n")
    code = code_only(text).split("\n")
    for index, line in enumerate(code):
        match = DECLARATION.match(line)
        if not match:
            continue
        kind, name = match.group(1), match.group(2) or ""
        name = re.match(r"\w+", name).group(0) if re.match(r"\w+", name) else name
        before = index - 1
        # Attributes may stand between the comment and the declaration, over several lines.
        while before >= 0 and lines[before].strip() and not lines[before].strip().startswith("///"):
            if lines[before].strip().endswith(("{", "}")):
                break
            before -= 1
        if before >= 0 and lines[before].strip().startswith("///"):
            continue
        if name in INHERITED:
            continue
        if kind == "init" and re.search(r"init\??\s*(?:<[^>]*>)?\((?:stringLiteral|stringInterpolation|dictionaryLiteral|arrayLiteral|integerLiteral|floatLiteral|booleanLiteral|nilLiteral|literalCapacity|rawValue|pathValue|databaseValue|jsonText|from|_ )", line):
            continue
        found.append((path, index + 1, f"public {kind} {name or ''} has no documentation comment".replace("  ", " ")))
    return found


def main():
    found = []
    for path in swift_files("Sources"):
        if not {"MartletMacros", "MartletCLI", "MartletEmbed"}.isdisjoint(path.parts):
            continue
        found += findings_in(path, path.read_text())
    return report("documentation", found)


if __name__ == "__main__":
    sys.exit(main())
