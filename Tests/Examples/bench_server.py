#!/usr/bin/env python3
"""Holds `make bench-server` to the rules of the TechEmpower benchmarks: bench_server.py http://127.0.0.1:8080"""

import json
import sys
import urllib.request

BASE = sys.argv[1]
ESCAPED = "&lt;script&gt;alert(&quot;This should not be displayed in a browser alert box.&quot;);&lt;/script&gt;"


def get(path):
    with urllib.request.urlopen(BASE + path, timeout=20) as response:
        headers, body = response.headers, response.read().decode()
    for name in ("Server", "Date", "Content-Type"):
        assert headers[name], f"{path} has no {name}"
    assert headers["Content-Length"] == str(len(body.encode())), f"{path} has a wrong Content-Length"
    return headers["Content-Type"], body


def is_world(world):
    return (list(world) == ["id", "randomNumber"] and 1 <= world["id"] <= 10_000
            and 1 <= world["randomNumber"] <= 10_000)


def main():
    assert get("/plaintext") == ("text/plain; charset=utf-8", "Hello, World!")
    kind, body = get("/json")
    assert kind.startswith("application/json") and body == '{"message":"Hello, World!"}', (kind, body)
    kind, body = get("/db")
    assert kind.startswith("application/json") and is_world(json.loads(body)), body
    assert len({get("/db")[1] for _ in range(20)}) > 10, "/db always gives the same row"

    for path in ("/queries/", "/updates/", "/cached-worlds/"):
        for amount, expected in (("1", 1), ("20", 20), ("500", 500), ("501", 500), ("0", 1), ("-1", 1), ("x", 1), ("", 1)):
            worlds = json.loads(get(f"{path}?queries={amount}")[1])
            assert len(worlds) == expected and all(map(is_world, worlds)), f"{path}?queries={amount}"
        assert len(json.loads(get(path)[1])) == 1, f"{path} without a number"

    # What was written is there: of 500 rows some are met again.
    written = {}
    for _ in range(3):
        written |= {w["id"]: w["randomNumber"] for w in json.loads(get("/updates/?queries=500")[1])}
    met = 0
    for _ in range(4):
        for world in json.loads(get("/queries/?queries=500")[1]):
            if world["id"] in written:
                met += 1
                assert written[world["id"]] == world["randomNumber"], f"row {world['id']} was not written"
    assert met > 50, "too few of the written rows were met"

    kind, body = get("/fortunes")
    assert kind == "text/html; charset=utf-8", kind
    assert body.startswith("<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>"
                           "<tr><th>id</th><th>message</th></tr><tr><td>11</td><td>" + ESCAPED + "</td></tr>"), body[:400]
    assert body.count("<tr>") == 14 and "<td>0</td><td>Additional fortune added at request time.</td>" in body
    assert body.endswith("<td>フレームワークのベンチマーク</td></tr></table></body></html>"), body[-200:]
    print("bench-server keeps the rules")


if __name__ == "__main__":
    main()
