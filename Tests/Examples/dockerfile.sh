#!/usr/bin/env bash
# The store's Dockerfile, step by step, without Docker.
exec python3 "$(dirname "$0")/dockerfile.py"
