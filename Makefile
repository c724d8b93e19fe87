# Martlet's make targets. PORT, HOST and DATABASE_URL are taken from the environment or from the command line alike:
#   make run PORT=9000        DATABASE_URL=sqlite:data/other.sqlite make run
# Without them the application's own settings hold: 127.0.0.1, port 8080 and data/app.sqlite, or what .env says.

CONFIG ?= debug
export CONFIG

.DEFAULT_GOAL := help
.PHONY: help setup run example bench-server dev test test-long fuzz check format bench docs clean

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install what is missing on this machine (Debian packages).
	@scripts/setup.sh build

run: ## Serve the main example, the Chinook store, on SQLite.
	@exec scripts/example.sh Chinook

example: ## Serve an example: make example NAME=Hello PORT=8081.
	@exec scripts/example.sh "$(NAME)"

bench-server: ## Serve what make bench measures, for a load of your own: BENCH_ARGS=--bare without middleware.
	@exec scripts/bench-server.sh $(BENCH_ARGS)

dev: ## Serve the main example, rebuilt and restarted on each change.
	@exec scripts/dev.sh

test: ## Run every test, the long suites for a bounded time.
	@exec scripts/test.sh

test-long: ## Run every test, the long suites whole.
	@MARTLET_LONG=1 exec scripts/test.sh

fuzz: ## Fuzz requests by libFuzzer for SECONDS, 600 if not said.
	@exec scripts/fuzz.sh $(SECONDS)

check: ## Check format, arrows between targets, documentation, traps, and that the compiler warns of nothing.
	@exec scripts/check.sh build

format: ## Bring all sources into the common format.
	@swift format format --in-place --parallel --recursive Plugins Sources Tests Examples/*/Sources Examples/*/Tests Package.swift Benchmarks/Package.swift Benchmarks/Sources

bench: ## Measure Martlet beside its peers: make bench BENCH_ARGS="--only martlet,hummingbird".
	@exec scripts/bench.sh $(BENCH_ARGS)

docs: ## Check that the code in the documentation compiles and that its links lead somewhere.
	@exec python3 scripts/docs.py

clean: ## Remove what was built; data/ stays.
	@rm -rf .build .build-* Examples/*/.build Benchmarks/.build
