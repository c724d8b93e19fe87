#!/usr/bin/env bash
# How long the compiler takes for the models and queries of a large application.
# Needs `swift build`, whose modules and macros the file imports.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/Compiler/flags.sh
python3 Tests/Compiler/compile_time.py "${flags[@]}"
