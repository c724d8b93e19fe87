"""The arithmetic of the benchmarks: what wrk says, medians, ratios, targets."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import load  # noqa: E402
import report  # noqa: E402
import servers  # noqa: E402

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


class ChoiceTests(unittest.TestCase):
    def test_a_family_is_chosen_by_its_name(self):
        self.assertEqual([s.name for s in servers.chosen(["martlet", "go"])], ["martlet", "martlet-bare", "go"])

    def test_an_unknown_name_ends_the_run(self):
        with self.assertRaises(SystemExit):
            servers.chosen(["martlett"])


if __name__ == "__main__":
    unittest.main()
