#!/usr/bin/env python3
"""Type-checks a file with fifty models and a hundred queries, as a large application has them.

Fails when it takes more seconds of the processor than a developer waits, or when one expression takes longer than half a second.
Needs `swift build`, whose modules and macros the file imports; the arguments are the compiler's flags for them.
"""

import os
import resource
import subprocess
import sys
import tempfile

MODELS = 50
QUERIES = 100
SECONDS = 30
EXPRESSION_MILLISECONDS = 500


def model(number: int) -> str:
    """A model of ten columns that refers to the one before it and is referred to by the next."""
    relation = f"    static let items = HasMany<Model{number + 1}>(\\.owner)\n" if number + 1 < MODELS else ""
    owner = max(0, number - 1)
    return f"""
@Model struct Model{number}: Equatable {{
    var id: Int
    @Column(max: 80, unique: true) var name: String
    @BelongsTo(onDelete: .cascade) var owner: Model{owner}.ID
    @BelongsTo var other: Model{(number * 7) % MODELS}.ID?
    @Column(type: .decimal(precision: 10, scale: 2)) var price: Decimal = 0
    var amount: Int = 0
    var weight: Double?
    var isOpen: Bool = true
    @Column(role: .created) var created: Date = Date(timeIntervalSince1970: 0)
    var kind: Kind = .small
    enum Kind: String, ColumnValue {{ case small, large }}
{relation}}}
"""


def query(number: int) -> str:
    """One of four kinds of queries."""
    model = f"Model{number % (MODELS - 1)}"
    bodies = [
        f"""try await {model}.query
        .where {{ $0.price >= 10 && $0.amount * 2 + 1 < 100 && ($0.name.contains("a") || $0.weight == nil) }}
        .order {{ $0.created.descending }}.with {{ $0.owner }}.with {{ $0.items }}.limit(20).all(in: database).count""",
        f"""try await {model}.query
        .where {{ $0.owner.name == "x" && $0.kind != .large && $0.isOpen == true }}
        .where {{ $0.items.exists {{ $0.amount > 3 && $0.name.hasPrefix("b") }} }}.count(in: database)""",
        f"""try await {model}.query
        .select {{ ($0.name, $0.amount + 1, $0.weight) }}
        .where {{ $0.id.isIn([1, 2, 3]) || $0.amount - 5 > 2 }}.all(in: database).count""",
        f"""try await {model}.query
        .where {{ $0.id > 5 && $0.otherID == 3 }}
        .update(in: database) {{ [$0.amount.set(to: $0.amount + 1), $0.price.set(to: 2)] }}""",
    ]
    return f"\nfunc query{number}(in database: Database) async throws -> Int {{\n    {bodies[number % 4]}\n}}\n"


def main() -> int:
    text = "import Foundation\nimport MartletData\n"
    text += "".join(model(number) for number in range(MODELS))
    text += "".join(query(number) for number in range(QUERIES))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "Application.swift")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        command = ["swiftc", "-typecheck", *sys.argv[1:], "-Xfrontend"]
        command.append(f"-warn-long-expression-type-checking={EXPRESSION_MILLISECONDS}")
        result = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    # Of the processor, so that what else runs on the machine does not matter.
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = usage.ru_utime + usage.ru_stime
    slow = [line for line in result.stderr.splitlines() if "to type-check" in line]
    if result.returncode != 0:
        print(result.stderr[:4000])
        print(f"FAILED  {MODELS} models and {QUERIES} queries do not compile")
        return 1
    for line in slow:
        print(line)
    summary = f"{MODELS} models and {QUERIES} queries type-check in {seconds:.1f} s"
    if slow or seconds > SECONDS:
        print(f"FAILED  {summary}, {len(slow)} expressions over {EXPRESSION_MILLISECONDS} ms; "
              f"expected at most {SECONDS} s and none")
        return 1
    print(f"ok      {summary}, no expression over {EXPRESSION_MILLISECONDS} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
