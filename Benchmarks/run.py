#!/usr/bin/env python3
"""Measures Martlet beside its peers: CPU time for each request, requests a second, latency, memory.

    make bench
    make bench BENCH_ARGS="--suite http --only martlet,hummingbird,go --rounds 5"
    make bench BENCH_ARGS="--suite database"
    make bench BENCH_ARGS="--suite api"

Documentation/Guides/Benchmarks.md says what is measured and why so.
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from statistics import median

import api
import report
import rowbench
import validationbench
from idle import bytes_per_connection, raise_limit, settle
from database import pgbench
from load import DATABASE_PATHS, HTTP_PATHS, PATHS, WrongAnswer, measure, path_of, wrk
from processes import Process
from servers import API_SERVERS, CORES, DATABASE_SERVERS, FOLDER, HELLO, ROOT, SERVERS, Unavailable, chosen

#: What others may take of the machine before requests a second stop meaning much.
BUSY = 0.2
#: The suites of programs without a server.
PROGRAMS = {"rows": rowbench, "validation": validationbench}


def options():
    parser = argparse.ArgumentParser(prog="run.py", description="Measures Martlet beside its peers.")
    parser.add_argument("--suite", choices=["all", "http", "database", "api", "rows", "validation"], default="all",
                        help="servers without a database, with PostgreSQL, of an API, programs on SQLite, "
                             "programs that validate JSON, or all of it (all)")
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="NAMES",
                        help="servers to measure, comma-separated; `martlet` stands for `martlet-bare` too")
    parser.add_argument("--cases", type=lambda text: text.split(","), metavar="NAMES",
                        help="of " + ", ".join(PATHS))
    parser.add_argument("--seconds", type=int, default=3, help="length of a round (3)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each server and case (3)")
    parser.add_argument("--connections", type=int, default=64, help="keep-alive connections of the load (64)")
    parser.add_argument("--idle", type=int, default=10_000, metavar="COUNT",
                        help="idle connections to hold; 0 leaves the memory out (10,000)")
    parser.add_argument("--json", metavar="FILE", help="writes every sample there")
    parser.add_argument("--strict", action="store_true", help="a missed target or a missing server is status 1")
    chosen_options = parser.parse_args()
    for name in chosen_options.cases or []:
        if name not in PATHS:
            parser.error(f"no case `{name}`; there are " + ", ".join(PATHS))
    if min(chosen_options.seconds, chosen_options.rounds, chosen_options.connections) < 1:
        parser.error("seconds, rounds and connections have to be at least 1")
    return chosen_options


def start(server, stack, failures):
    """A running server; `None`, and a line about it, when there is none."""
    try:
        process = Process(server)
    except Unavailable as error:
        failures.append(server.name)
        print(f"error: {server.name} is not measured: {error}", file=sys.stderr)
        return None
    stack.callback(process.stop)
    print(f"  {server.name} runs", file=sys.stderr)
    return process


def load_test(arguments, servers, cases, failures, mistakes=lambda running: []):
    """The samples of each server by case; those that `mistakes` finds something wrong with have none."""
    samples = {}
    with contextlib.ExitStack() as stack:
        running = [process for server in servers if (process := start(server, stack, failures))]

        def drop(process, text):
            failures.append(process.server.name)
            running.remove(process)
            print(f"error: {process.server.name} is not measured further: {text}", file=sys.stderr)

        def able(case):
            return [process for process in running if path_of(process.server, case)]

        for process, text in mistakes(running):
            drop(process, text)
        for case in cases:
            for process in able(case):
                wrk(process, case, 1, arguments.connections)
            for number in range(arguments.rounds):
                print(f"  {case}, round {number + 1}", file=sys.stderr)
                for process in able(case):
                    try:
                        sample = measure(process, case, arguments.seconds, arguments.connections)
                    except (WrongAnswer, OSError, ValueError) as error:
                        drop(process, error)
                        continue
                    samples.setdefault(case, {}).setdefault(process.server.name, []).append(sample)
    # A server that failed half-way has nothing to be compared with.
    return {
        case: {name: rounds for name, rounds in found.items() if len(rounds) == arguments.rounds}
        for case, found in samples.items()}


def memory_test(count, servers, failures):
    """Memory at rest and of one idle connection, by server; the second is `None` where thousands cannot be held."""
    found = {}
    raise_limit(count)
    for server in [HELLO, *servers]:
        with contextlib.ExitStack() as stack:
            if server.name in failures or not (process := start(server, stack, failures)):
                continue
            resting = settle(process)
            try:
                found[server.name] = (
                    resting, bytes_per_connection(process, count) if server.holds_connections else None)
            except OSError as error:
                failures.append(server.name)
                print(f"error: idle connections of {server.name}: {error}", file=sys.stderr)
    return found


def main():
    arguments = options()
    FOLDER.mkdir(exist_ok=True)
    failures = []
    if subprocess.run([ROOT / "scripts/setup.sh", "bench"]).returncode != 0:
        print("error: not every peer could be installed", file=sys.stderr)
    if not shutil.which("wrk"):
        sys.exit("run.py: wrk is needed (Debian: wrk)")
    def cases(paths):
        return [case for case in arguments.cases or paths if case in paths]

    samples, idle, alone = {}, {}, None
    if arguments.suite in ("all", "http"):
        servers = chosen(arguments.only, SERVERS)
        samples |= load_test(arguments, servers, cases(HTTP_PATHS), failures)
        wants_memory = arguments.idle and (not arguments.only or any(server.name == "martlet" for server in servers))
        idle = memory_test(arguments.idle, servers, failures) if wants_memory else {}
    if arguments.suite in ("all", "database", "api"):
        if not os.environ.get("MARTLET_POSTGRES_URL"):
            sys.exit("run.py: this suite needs MARTLET_POSTGRES_URL; scripts/bench.sh starts a server and sets it")
        os.environ["DATABASE_URL"] = os.environ["MARTLET_POSTGRES_URL"]
    if arguments.suite in ("all", "database"):
        samples |= load_test(arguments, chosen(arguments.only, DATABASE_SERVERS), cases(DATABASE_PATHS), failures)
        if "single query" in samples:
            alone = pgbench(arguments, failures)
    if arguments.suite in ("all", "api"):
        servers = chosen(arguments.only, API_SERVERS)
        samples |= load_test(arguments, servers, cases(api.PATHS), failures, api.mistakes)

    programs = {}
    for name, suite in PROGRAMS.items():
        if arguments.suite in ("all", name):
            try:
                programs[name] = suite.measure(arguments.rounds, failures)
            except Unavailable as error:
                failures.append(name)
                print(f"error: the suite {name} is not measured: {error}", file=sys.stderr)

    for case, found in samples.items():
        print(report.table(case, found))
    if alone:
        print(f"\npgbench -S -M prepared alone: {alone:,.0f} transactions/s")
    if idle:
        print(report.idle_table(idle, arguments.idle))
    results = report.targets(samples, idle, alone)
    for name, suite in PROGRAMS.items():
        figures = programs.get(name, {})
        if figures:
            print(suite.table(figures))
        results += suite.targets(figures)
    print("\ntargets")
    for target in results:
        print(target)
    rounds = [sample for found in samples.values() for values in found.values() for sample in values]
    if rounds:
        others = median(s.others for s in rounds)
        print(f"\n{CORES} cores; other processes took {others:.0%} of them (median), "
              f"{max(s.others for s in rounds):.0%} at most.")
        if others > BUSY:
            print("On a machine as busy as this requests a second and latency say little; CPU time does.")
    for name in dict.fromkeys(failures):
        print(f"error: {name} was not measured; the lines above say why")
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({
                "samples": {case: {name: [s.as_dict() for s in values] for name, values in found.items()}
                            for case, found in samples.items()},
                "idle": {name: {"bytes": resting, "bytes_per_connection": each}
                         for name, (resting, each) in idle.items()},
                **{name: programs.get(name, {}) for name in PROGRAMS},
                "targets": [{"text": t.text, "value": t.value, "bound": t.bound, "state": t.state} for t in results],
                "failures": list(dict.fromkeys(failures)),
            }, file, indent=2)
    missed = [target for target in results if target.state == "FAIL"]
    return 1 if arguments.strict and (missed or failures) else 0


if __name__ == "__main__":
    sys.exit(main())
