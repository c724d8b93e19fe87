#!/usr/bin/env bash
# The documentation page of an API in Chromium: at two widths, light and dark, by keyboard, with hostile descriptions, and
# its code samples run as a reader would.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec .build-venv/bin/python Tests/Browser/api_documentation.py "$@"
