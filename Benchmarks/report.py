"""The tables, and the targets as ratios."""

from dataclasses import dataclass
from statistics import median


def spread(values):
    return f"{median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def table(case, samples):
    """The table of one case; `samples` holds the rounds of each server."""
    rows = [("server", "requests/s", "p99 ms", "CPU µs/request", "memory MB", "errors")]
    for name, rounds in samples.items():
        rows.append((
            name, f"{median(s.rate for s in rounds):,.0f}", f"{median(s.p99_ms for s in rounds):.2f}",
            spread([s.cpu_us for s in rounds]), f"{max(s.memory for s in rounds) / 1e6:.1f}",
            str(sum(s.errors for s in rounds))))
    return f"\n{case}\n" + aligned(rows)


def idle_table(idle, count):
    rows = [("server", "idle MB", f"KB for each of {count:,} idle connections")]
    for name, (resting, each) in idle.items():
        rows.append((name, f"{resting / 1e6:.1f}", "" if each is None else f"{each / 1e3:.1f}"))
    return "\nidle\n" + aligned(rows)


def programs(title, heading, figures):
    """A table of seconds by program and work, the best round first."""
    rows = [("program", "work", heading)]
    for name, found in figures.items():
        for work, seconds in found.items():
            rows.append((name, work, f"{min(seconds):.3f} ({', '.join(f'{s:.3f}' for s in seconds)})"))
    return f"\n{title}\n" + aligned(rows)


def aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


@dataclass
class Target:
    """A bound on a figure; the figure is `None` where a server was not measured."""

    text: str
    value: float | None
    bound: float
    at_least: bool = False

    @property
    def state(self):
        if self.value is None:
            return "not measured"
        met = self.value >= self.bound if self.at_least else self.value <= self.bound
        return "pass" if met else "FAIL"

    def __str__(self):
        value = "—" if self.value is None else f"{self.value:.2f}"
        return f"  {self.state:<12}  {value:>7}  {'≥' if self.at_least else '≤'} {self.bound:<5g}  {self.text}"


def ratio(samples, case, one, other, figure):
    """The median over the rounds of a figure of one server through that of another; rounds are compared in pairs, so
    that a machine which others load for a while slows both."""
    ours, theirs = samples.get(case, {}).get(one), samples.get(case, {}).get(other)
    if not ours or not theirs:
        return None
    return median(figure(a) / figure(b) for a, b in zip(ours, theirs))


def targets(samples, idle, alone=None):
    """All bounds; `alone` is what pgbench does by itself, in transactions a second."""
    def cpu(case, one, other, bound):
        return Target(f"CPU of {one} / {other}, {case}", ratio(samples, case, one, other, lambda s: s.cpu_us), bound)

    def rate(other, bound):
        # The peers run without middleware and access log, and so does the bare server.
        value = ratio(samples, "plaintext", "martlet-bare", other, lambda s: s.rate)
        return Target(f"requests/s of martlet-bare / {other}, plaintext", value, bound, at_least=True)

    def database(case, other, bound):
        value = ratio(samples, case, "martlet", other, lambda s: s.rate)
        return Target(f"requests/s of martlet / {other}, {case}", value, bound, at_least=True)

    single = samples.get("single query", {}).get("martlet")
    near = median(s.rate for s in single) / alone if single and alone else None
    resting, each = idle.get("hello", (None, None))
    return [
        cpu("plaintext", "martlet-bare", "hummingbird", 0.5),
        cpu("plaintext", "martlet-bare", "go", 1.0),
        cpu("json", "martlet-bare", "hummingbird", 0.5),
        cpu("plaintext", "martlet", "hummingbird", 0.8),
        rate("flask", 10),
        rate("django", 10),
        rate("fastapi", 3),
        database("single query", "fastapi-asyncpg", 4),
        database("single query", "django", 10),
        database("single query", "flask-sqlalchemy", 10),
        Target("requests/s of martlet / pgbench alone, single query", near, 0.55, at_least=True),
        database("20 queries", "django", 8),
        database("fortunes", "django", 8),
        database("updates", "django", 8),
        database("validated order", "fastapi", 4),
        cpu("validated order", "martlet", "martlet-unchecked", 1.3),
        database("resource list", "django-rest", 8),
        Target("idle memory of Hello, MB", None if resting is None else resting / 1e6, 25),
        Target("memory of an idle connection, KB", None if each is None else each / 1e3, 12),
    ]
