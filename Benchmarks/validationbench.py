"""JSON of 10,000 items into validated values, without a server in front."""

import json
import tempfile
from pathlib import Path

import report
from rowbench import figures_of
from servers import FOLDER, PEERS, PRODUCTS, VENV, ROOT, run

COUNT = 10_000
GENRES = ["rock", "jazz", "folk", "blues"]


def item(number):
    return {
        "id": number, "title": f"A track that is called number {number}", "seconds": number % 5_000 + 1,
        "price": number % 900 + 0.25, "genre": GENRES[number % 4], "tags": ["one", "two", f"n{number % 100}"],
        "released": f"20{number % 26:02}-0{number % 9 + 1}-1{number % 10}T12:30:{number % 60:02}Z", "live": number % 3 == 0,
        "comment": None if number % 2 else "as it was heard, \"live\"\n", "place": {"street": "Main street 1", "country": "DE"},
    }


def measure(rounds, failures):
    """Seconds of each round by program and work."""
    run(["swift", "build", "-c", "release", "--package-path", ROOT / "Benchmarks", "--product", "ValidationBenchmark"])
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        path = Path(folder) / "items.json"
        path.write_text(json.dumps({"items": [item(number) for number in range(1, COUNT + 1)]}))
        programs = {
            "martlet": [PRODUCTS / "ValidationBenchmark"],
            "pydantic": [VENV / "python", PEERS / "python/validation_pydantic.py"],
        }
        # A round takes a moment, so there are more of them than elsewhere.
        return figures_of(programs, [path, 3 * rounds], "validation", failures)


def table(figures):
    return report.programs("JSON into validated values", f"seconds for {COUNT:,} items", figures)


def targets(figures):
    """Bounds on the best rounds, in which others disturbed least."""
    best = {name: min(found["validation"]) for name, found in figures.items() if found.get("validation")}
    ratio = best["pydantic"] / best["martlet"] if {"pydantic", "martlet"} <= best.keys() else None
    return [report.Target("pydantic's time / Martlet's, JSON into validated values", ratio, 1.5, True)]
