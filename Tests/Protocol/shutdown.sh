#!/usr/bin/env bash
# SIGTERM in the middle of load.
exec python3 "$(dirname "$0")/shutdown.py" "$@"
