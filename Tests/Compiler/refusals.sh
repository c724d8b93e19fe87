#!/usr/bin/env bash
# Mistakes that the compiler has to refuse: each file beside this one says by `expected-error` where, and with what words.
# Needs `swift build`, whose modules the files import.
set -euo pipefail
cd "$(dirname "$0")/../.."
source Tests/Compiler/flags.sh
for file in Tests/Compiler/*.swift; do
    swiftc -typecheck "${flags[@]}" -Xfrontend -verify "$file"
    echo "ok      $file"
done
