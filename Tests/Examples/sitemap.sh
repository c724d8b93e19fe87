#!/usr/bin/env bash
# The example extension in its own package: it builds on the public contract alone, and passes its tests.
# It shares the build folder of the store, so that the framework is not built once more.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=${PROJECT_SCRATCH:-$PWD/.build}
swift build --package-path Examples/Sitemap --scratch-path "$scratch" --build-tests --quiet
swift test --package-path Examples/Sitemap --scratch-path "$scratch" --skip-build --quiet
