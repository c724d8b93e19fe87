"""The arithmetic of the benchmarks: what wrk says, medians, ratios, targets."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "peers/python"))

import api  # noqa: E402
import load  # noqa: E402
import report  # noqa: E402
import rowbench  # noqa: E402
import servers  # noqa: E402
import tech  # noqa: E402

OUTPUT = """Running 3s test @ http://127.0.0.1:40123/plaintext
  1 threads and 64 connections
  Latency Distribution
     50%  512.00us
     75%    1.10ms
     99%    4.31ms
  120034 requests in 3.01s, 15.11MB read
"""
FAILED = """  Latency Distribution
     99%    1.20s
  90 requests in 1.00m, 1.00MB read
  Socket errors: connect 1, read 2, write 0, timeout 4
  Non-2xx or 3xx responses: 8
"""


def sample(requests=1_000, cpu=0.01, seconds=1.0):
    return load.Sample(requests, seconds, 1.0, 0, cpu, 1_000_000, 0.0)


class ParseTests(unittest.TestCase):
    def test_figures_of_a_round(self):
        self.assertEqual(load.parse(OUTPUT), (120034, 3.01, 4.31, 0))

    def test_errors_and_long_times(self):
        self.assertEqual(load.parse(FAILED), (90, 60.0, 1200.0, 15))

    def test_something_else_is_refused(self):
        with self.assertRaises(ValueError):
            load.parse("unable to connect")


class AnswerTests(unittest.TestCase):
    def test_rows_that_the_rules_allow(self):
        self.assertTrue(load.is_world({"id": 1, "randomNumber": 10_000}))
        self.assertFalse(load.is_world({"id": 1, "randomNumber": 0}))
        self.assertFalse(load.is_world({"id": 1, "randomnumber": 5}))
        self.assertFalse(load.are_worlds([{"id": 1, "randomNumber": 5}] * 19))
        self.assertTrue(load.are_worlds([{"id": 1, "randomNumber": 5}] * 20))

    def test_fortunes_are_sorted_and_escaped(self):
        fortunes = [(i, f"fortune {i}") for i in range(1, 11)]
        fortunes += [(11, "<script>alert(1);</script>"), (12, "After enough decimal places, nobody gives a damn.")]
        self.assertTrue(load.are_fortunes(tech.page(fortunes).encode()))
        self.assertFalse(load.are_fortunes(tech.page(fortunes).replace("&lt;", "<").encode()))
        self.assertFalse(load.are_fortunes(tech.page(fortunes[1:]).encode()))

    def test_the_number_of_queries_is_clamped(self):
        self.assertEqual([tech.count(t) for t in ("20", "0", "-3", "501", "x", "", None)], [20, 1, 1, 500, 1, 1, 1])


class ReportTests(unittest.TestCase):
    def test_cpu_of_a_request(self):
        self.assertEqual(sample(requests=2_000, cpu=0.03).cpu_us, 15.0)

    def test_rounds_are_compared_in_pairs(self):
        # In the second round the machine was half as fast for both.
        samples = {"plaintext": {"a": [sample(cpu=0.01), sample(cpu=0.02)], "b": [sample(cpu=0.02), sample(cpu=0.04)]}}
        self.assertEqual(report.ratio(samples, "plaintext", "a", "b", lambda s: s.cpu_us), 0.5)

    def test_a_server_that_is_missing_has_no_ratio(self):
        self.assertIsNone(report.ratio({"plaintext": {"a": [sample()]}}, "plaintext", "a", "b", lambda s: s.rate))

    def test_states_of_targets(self):
        self.assertEqual(report.Target("", 0.5, 0.5).state, "pass")
        self.assertEqual(report.Target("", 0.51, 0.5).state, "FAIL")
        self.assertEqual(report.Target("", 9.9, 10, at_least=True).state, "FAIL")
        self.assertEqual(report.Target("", None, 10).state, "not measured")

    def test_table(self):
        text = report.table("plaintext", {"go": [sample(cpu=0.01), sample(cpu=0.02), sample(cpu=0.04)]})
        self.assertEqual(text.split("\n")[-1].split(), ["go", "1,000", "1.00", "20.0", "(10.0–40.0)", "1.0", "0"])


    def test_single_queries_are_compared_with_the_database_alone(self):
        samples = {"single query": {"martlet": [sample(requests=600)]}}
        found = next(t for t in report.targets(samples, {}, alone=1_000) if "pgbench" in t.text)
        self.assertEqual((found.value, found.state), (0.6, "pass"))
        missing = next(t for t in report.targets(samples, {}) if "pgbench" in t.text)
        self.assertEqual(missing.state, "not measured")

    def test_validation_is_compared_with_the_same_without_rules(self):
        samples = {api.ORDERS: {
            "martlet": [sample(requests=900, cpu=0.028)], "martlet-unchecked": [sample(requests=900, cpu=0.02)],
            "fastapi": [sample(requests=200)]}}
        found = {t.text: (t.value, t.state) for t in report.targets(samples, {})}
        self.assertEqual(found["requests/s of martlet / fastapi, validated order"], (4.5, "pass"))
        value, state = found["CPU of martlet / martlet-unchecked, validated order"]
        self.assertEqual((round(value, 3), state), (1.4, "FAIL"))
        self.assertEqual(found["requests/s of martlet / django-rest, resource list"], (None, "not measured"))


class RowTests(unittest.TestCase):
    def test_the_best_rounds_are_compared(self):
        figures = {"martlet": {"read": [0.2, 0.1], "read by index through GRDB": [0.08], "bulk insert": [0.1]},
                   "django": {"read": [0.6, 0.7], "bulk insert": [0.7]}}
        found = {t.text: (round(t.value, 3) if t.value else None, t.state) for t in rowbench.targets(figures)}
        self.assertEqual(found["Django's time / Martlet's, reading"], (6.0, "pass"))
        self.assertEqual(found["Martlet's time / GRDB's by index, reading"], (1.25, "pass"))
        self.assertEqual(found["Django's time / Martlet's, bulk insert"], (7.0, "FAIL"))
        self.assertEqual(found["SQLAlchemy's time / Martlet's, reading"], (None, "not measured"))


class StandIn:
    """A server that answers as the functions say."""

    def __init__(self, paths, orders=None, rows=None):
        self.server = servers.Server("stand-in", None, paths=paths)
        self.orders, self.rows = orders, rows

    def post(self, path, content):
        return self.orders(json.loads(content)), b""

    def get(self, path):
        return 200, json.dumps(self.rows).encode()


class APITests(unittest.TestCase):
    ORDERS = {api.ORDERS: api.PATHS[api.ORDERS]}
    LIST = {api.LIST: api.PATHS[api.LIST]}

    def rows(self):
        return [dict.fromkeys(api.MEMBERS) | {"id": n, "album_id": 1, "album": {"id": 1}} for n in range(1, 51)]

    def test_the_order_has_two_kilobytes_and_twenty_rules(self):
        self.assertAlmostEqual(len(api.encoded(api.ORDER)), 2_048, delta=64)
        self.assertEqual(len({place for place, _ in api.VIOLATIONS}), 20)

    def test_a_violation_changes_one_place(self):
        order = api.broken(("lines", -1, "price"), -1.0)
        self.assertEqual(order["lines"][:-1], api.ORDER["lines"][:-1])
        self.assertEqual(order["lines"][-1], api.ORDER["lines"][-1] | {"price": -1.0})
        self.assertNotEqual(api.ORDER["lines"][-1]["price"], -1.0)

    def test_a_server_that_leaves_out_a_rule_is_not_measured(self):
        strict = StandIn(self.ORDERS, lambda order: 422)
        loose = StandIn(self.ORDERS, lambda order: 200 if order["address"]["country"] == "de" else 422)
        unchecked = StandIn({api.ORDERS: api.UNCHECKED}, lambda order: 200)
        found = api.mistakes([strict, loose, unchecked])
        self.assertEqual([process for process, _ in found], [loose])
        self.assertIn("address/country", str(found[0][1]))

    def test_a_server_with_other_rows_is_not_measured(self):
        ours = StandIn(self.LIST, rows={"items": self.rows(), "total": 1_000})
        same = StandIn(self.LIST, rows={"results": self.rows(), "count": 1_000, "next": None})
        other = StandIn(self.LIST, rows={"results": self.rows()[:-1], "count": 1_000})
        self.assertEqual([process for process, _ in api.mistakes([ours, same, other])], [other])

    def test_a_page_has_rows_with_their_albums(self):
        self.assertTrue(api.is_page({"items": self.rows(), "total": 1_000}))
        self.assertFalse(api.is_page({"items": self.rows(), "total": 999}))
        self.assertFalse(api.is_page({"items": self.rows()[1:], "total": 1_000}))
        self.assertFalse(api.is_page({"items": [row | {"album": {"id": 2}} for row in self.rows()], "total": 1_000}))

    def test_a_server_answers_its_own_cases(self):
        plain, own = servers.Server("a", None), servers.Server("b", None, paths={api.ORDERS: api.UNCHECKED})
        self.assertEqual((load.path_of(plain, "json"), load.path_of(own, api.ORDERS)), ("/json", api.UNCHECKED))
        self.assertIsNone(load.path_of(own, api.LIST))


class ChoiceTests(unittest.TestCase):
    def test_a_family_is_chosen_by_its_name(self):
        self.assertEqual([s.name for s in servers.chosen(["martlet", "go"], servers.SERVERS)],
                         ["martlet", "martlet-bare", "go"])
        self.assertEqual([s.name for s in servers.chosen(["martlet", "fastapi"], servers.DATABASE_SERVERS)],
                         ["martlet", "fastapi-asyncpg", "fastapi-sqlalchemy"])

    def test_an_unknown_name_ends_the_run(self):
        with self.assertRaises(SystemExit):
            servers.chosen(["martlett"], servers.SERVERS)


if __name__ == "__main__":
    unittest.main()
