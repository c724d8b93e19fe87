#!/usr/bin/env bash
# Curl and h2load against a real server, by every protocol that it speaks.
exec python3 "$(dirname "$0")/clients.py" "$@"
