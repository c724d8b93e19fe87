#!/usr/bin/env bash
# Mistakes that the compiler has to refuse: each file beside this one says by `expected-error` where, and with what words.
# Needs `swift build`, whose modules the files import.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$(swift build --show-bin-path)
flags=(-swift-version 6 -I "$build/Modules")
# The C modules below SwiftNIO have their maps beside their headers, or made by the build.
for headers in .build/checkouts/*/Sources/*/include; do
    map=$build/$(basename "${headers%/include}").build/module.modulemap
    flags+=(-Xcc -I"$headers")
    [[ -e $headers/module.modulemap || ! -e $map ]] || flags+=(-Xcc -fmodule-map-file="$map")
done
for file in Tests/Compiler/*.swift; do
    swiftc -typecheck "${flags[@]}" -Xfrontend -verify "$file"
    echo "ok      $file"
done
