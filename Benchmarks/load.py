"""One measurement: an answer that is checked first, then a bounded load by wrk."""

import json
import os
import re
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

import api
from servers import FOLDER

HTTP_PATHS = {"plaintext": "/plaintext", "json": "/json", "path parameter": "/hello/Martlet"}
DATABASE_PATHS = {
    "single query": "/db", "20 queries": "/queries/?queries=20", "fortunes": "/fortunes",
    "updates": "/updates/?queries=20"}
PATHS = HTTP_PATHS | DATABASE_PATHS | api.PATHS
#: What is sent with the cases that send something.
CONTENT = {api.ORDERS: api.encoded(api.ORDER)}
SCRIPT = Path(__file__).resolve().parent / "post.lua"


def is_world(answer):
    return (isinstance(answer, dict) and answer.keys() == {"id", "randomNumber"}
            and all(isinstance(value, int) and 1 <= value <= 10_000 for value in answer.values()))


def are_worlds(answer):
    return isinstance(answer, list) and len(answer) == 20 and all(map(is_world, answer))


def are_fortunes(body):
    """The page of twelve fortunes and the one that is added, sorted, with the script in them escaped."""
    text = body.decode() if isinstance(body, bytes) else ""
    return (text.count("<tr>") == 14 and "&lt;script&gt;" in text and "<script>" not in text
            and text.index("Additional fortune") < text.index("After enough decimal places"))


#: What each case is answered with: the body, the decoded JSON, or a function that knows.
EXPECTED = {
    "plaintext": b"Hello, World!",
    "json": {"message": "Hello, World!"},
    "path parameter": b"Hello, Martlet",
    "single query": is_world,
    "20 queries": are_worlds,
    "fortunes": are_fortunes,
    "updates": are_worlds,
    api.ORDERS: api.RECEIPT,
    api.LIST: api.is_page,
}
TICK = os.sysconf("SC_CLK_TCK")
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 60e3}


class WrongAnswer(Exception):
    """A server that answers something else is not measured."""


@dataclass
class Sample:
    """What one round found."""

    requests: int
    seconds: float
    p99_ms: float
    errors: int
    cpu_seconds: float
    memory: int
    #: The part of the machine's time that neither the server nor wrk used.
    others: float

    @property
    def rate(self):
        return self.requests / self.seconds

    @property
    def cpu_us(self):
        """Microseconds of CPU time for each request."""
        return self.cpu_seconds * 1e6 / self.requests if self.requests else float("inf")

    def as_dict(self):
        return asdict(self) | {"requests_per_second": self.rate, "cpu_us_per_request": self.cpu_us}


def path_of(server, case):
    """Where a server answers a case; `None` for one that it is not measured with."""
    return PATHS[case] if server.paths is None else server.paths.get(case)


def ask(process, case):
    """Status and content of the answer to what a case asks."""
    path = path_of(process.server, case)
    return process.post(path, CONTENT[case]) if case in CONTENT else process.get(path)


def verify(process, case):
    status, body = ask(process, case)
    expected = EXPECTED[case]
    try:
        answer = body if isinstance(expected, bytes) else json.loads(body)
    except ValueError:
        answer = body
    fits = expected(answer) if callable(expected) else answer == expected
    if status != 200 or not fits:
        wanted = expected.__doc__ or expected.__name__ if callable(expected) else repr(expected)
        path = path_of(process.server, case)
        raise WrongAnswer(f"{path} was answered with {status} {body[:80]!r}, not with 200 {wanted}")


def parse(text):
    """Requests, seconds, 99th percentile in milliseconds and errors from the output of `wrk --latency`."""
    total = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m)\b", text)
    p99 = re.search(r"^\s*99%\s+([\d.]+)(us|ms|s|m)\b", text, re.M)
    if not total or not p99:
        raise ValueError(f"wrk said something unexpected: {text}")
    errors = sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", text)))
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", text):
        errors += int(wrong.group(1))
    seconds = float(total.group(2)) * UNITS[total.group(3)] / 1e3
    return int(total.group(1)), seconds, float(p99.group(1)) * UNITS[p99.group(2)], errors


def machine_busy():
    """Ticks that all processors have worked, and all that there were."""
    fields = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]))
    idle = fields[3] + fields[4]
    return sum(fields[:8]) - idle, sum(fields[:8])


def content(case):
    """The arguments before and after the URL by which wrk sends the content of a case."""
    if case not in CONTENT:
        return [], []
    file = FOLDER / "content.json"
    file.write_bytes(CONTENT[case])
    return ["--script", str(SCRIPT)], ["--", str(file)]


def wrk(process, case, seconds, connections):
    before, after = content(case)
    result = subprocess.run(
        ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency", *before,
         f"http://127.0.0.1:{process.port}{path_of(process.server, case)}", *after],
        capture_output=True, text=True, timeout=seconds + 30)
    if result.returncode != 0:
        raise ValueError(f"wrk failed: {result.stderr.strip()}")
    return parse(result.stdout)


def measure(process, case, seconds, connections):
    """Checks the answer, then puts the server under load."""
    verify(process, case)
    busy, whole = machine_busy()
    own = os.times()
    cpu = process.cpu_seconds()
    requests, took, p99, errors = wrk(process, case, seconds, connections)
    used = process.cpu_seconds() - cpu
    after = os.times()
    ours = used + sum(after[:4]) - sum(own[:4])
    busy_after, whole_after = machine_busy()
    others = max(0.0, busy_after - busy - ours * TICK) / max(whole_after - whole, 1)
    memory = process.memory()
    process.forget_log()
    return Sample(requests, took, p99, errors, used, memory, others)
