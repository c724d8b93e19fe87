#!/usr/bin/env bash
# Gigabytes up and down through flat memory.
exec python3 "$(dirname "$0")/transfers.py" "$@"
