#!/usr/bin/env bash
# Has SwiftPM plan the next build in .build anew. Packages that share the folder, such as an example and the framework, would
# otherwise take each other's plans for their own, and build nothing or say that there is no such target.
set -euo pipefail
rm -f "$(dirname "$0")"/../.build/*/{debug,release}/description.json
