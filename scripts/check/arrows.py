#!/usr/bin/env python3
"""Fails when a target imports one that it must not: dependencies point one way."""

import re
import sys
from pathlib import Path

from source import ROOT, code_only, report, swift_files

# Target: the Martlet targets that it may import.
ALLOWED = {
    "MartletCore": set(),
    "MartletHash": set(),
    "MartletHTTP": {"MartletCore", "MartletHash"},
    "MartletTLS": {"MartletCore", "MartletHTTP"},
    "CMartletZlib": set(),
    "MartletCompression": {"MartletCore", "MartletHTTP", "CMartletZlib"},
    "MartletCookies": {"MartletCore", "MartletHTTP"},
    "MartletAuth": {"MartletCore", "MartletHTTP", "MartletCookies"},
    "MartletAPI": {"MartletCore", "MartletHTTP", "MartletJSON"},
    "MartletTemplates": {"MartletCore", "MartletHTTP"},
    "MartletMacros": set(),
    "MartletJSON": {"MartletCore"},
    "CMartletEpoll": set(),
    "MartletData": {"MartletCore", "CMartletEpoll"},
    "MartletResources": {"MartletCore", "MartletHTTP", "MartletJSON", "MartletAPI", "MartletData"},
    "MartletSQLite": {"MartletCore", "MartletData"},
    "CMartletPostgres": set(),
    "MartletPostgres": {"MartletCore", "MartletData", "CMartletPostgres"},
    "CMartletMySQL": set(),
    "MartletMySQL": {"MartletCore", "MartletData", "CMartletMySQL"},
    "MartletDriverSuite": {"MartletCore", "MartletData"},
    "MartletTesting": {"MartletCore", "MartletHTTP"},
    "MartletCLI": set(),
    "MartletTool": {"MartletCLI"},
    "MartletEmbed": {"MartletHash"},
    "MartletEmbedTool": {"MartletEmbed"},
    "Martlet": {
        "MartletCore", "MartletHTTP", "MartletTLS", "MartletCompression", "MartletCookies", "MartletAuth",
        "MartletTemplates", "MartletJSON", "MartletAPI", "MartletData", "MartletResources", "MartletSQLite",
    },
}  # fmt: skip

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|package|internal|private|fileprivate)?\s*import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)",
    re.M,
)


def findings_in(path, target, text):
    found = []
    code = code_only(text)
    for match in IMPORT.finditer(code):
        module = match.group(1)
        if module.startswith(("Martlet", "CMartlet")) and module != target and module not in ALLOWED.get(target, set()):
            line = code.count("\n", 0, match.start(1)) + 1
            allowed = ", ".join(sorted(ALLOWED.get(target, set()))) or "no other target"
            found.append((path, line, f"{target} must not import {module}; it may import {allowed}"))
    return found


def main():
    found = []
    for folder in sorted((ROOT / "Sources").iterdir()):
        if not folder.is_dir():
            continue
        if folder.name not in ALLOWED:
            found.append((folder, 1, f"the target {folder.name} has no line in scripts/check/arrows.py"))
        for path in swift_files(f"Sources/{folder.name}"):
            found += findings_in(path, folder.name, path.read_text())
    return report("arrows", found)


if __name__ == "__main__":
    sys.exit(main())
