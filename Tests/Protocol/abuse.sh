#!/usr/bin/env bash
# Clients that mean harm or have broken down, against a real server.
exec python3 "$(dirname "$0")/abuse.py" "$@"
