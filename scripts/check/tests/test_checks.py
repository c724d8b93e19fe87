"""Each check finds what it is for, and nothing in what only looks like it."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import arrows  # noqa: E402
import documentation  # noqa: E402
import traps  # noqa: E402
import words  # noqa: E402
from source import code_only  # noqa: E402


class Source(unittest.TestCase):
    def test_strings_and_comments_are_blanked(self):
        text = 'let a = "x!" // y!\n/* z! /* nested */ */ let b = #"q!"#\n'
        self.assertNotIn("!", code_only(text))

    def test_interpolated_code_is_kept(self):
        self.assertIn("try!", code_only(r'let a = "x \(try! f("(")) y"'))

    def test_lines_stay(self):
        text = '"""\na\nb\n"""\nlet c = 1'
        self.assertEqual(code_only(text).count("\n"), text.count("\n"))


class Arrows(unittest.TestCase):
    def test_wrong_way(self):
        found = arrows.findings_in("f", "MartletCore", "// import MartletData\nimport NIOCore\npublic import MartletHTTP\n")
        self.assertEqual([(line) for _, line, _ in found], [3])

    def test_single_declaration(self):
        self.assertEqual(len(arrows.findings_in("f", "MartletData", "import struct MartletHTTP.App")), 1)

    def test_libraries_of_the_system(self):
        self.assertEqual(len(arrows.findings_in("f", "MartletHTTP", "import CMartletZlib")), 1)

    def test_right_way(self):
        self.assertEqual(arrows.findings_in("f", "MartletHTTP", "@_exported public import MartletCore"), [])


class Traps(unittest.TestCase):
    def test_each(self):
        for bad in ["try! f()", "a as! B", "fatalError()", "x!.y", "a[0]!", "let s: String!", "f()!", "x![0]"]:
            self.assertEqual(len(traps.findings_in("f", bad)), 1, bad)

    def test_what_only_looks_like_it(self):
        for good in ["a != b", "!a", 'print("no!")', "if !x.isEmpty {", "a !== b", "// try! it"]:
            self.assertEqual(traps.findings_in("f", good), [], good)

    def test_claims_need_a_reason(self):
        self.assertEqual(len(traps.findings_in("f", "class A: @unchecked Sendable {")), 1)
        self.assertEqual(traps.findings_in("f", "class A: @unchecked Sendable {  // safe: one loop only touches it"), [])


class Documentation(unittest.TestCase):
    def test_missing(self):
        self.assertEqual(len(documentation.findings_in("f", "public struct A {\n    public var x: Int\n}")), 2)

    def test_present(self):
        text = "/// A.\n@frozen\npublic struct A {\n    /// X.\n    @inlinable\n    public var x: Int\n}"
        self.assertEqual(documentation.findings_in("f", text), [])


class Words(unittest.TestCase):
    def test_found(self):
        self.assertEqual(len(words.findings_in("f", "// TO" + "DO later\nsee /wo" + "rk/x")), 2)

    def test_fine(self):
        self.assertEqual(words.findings_in("f", "a/work/b, https://example.com/work/, mastodon"), [])


if __name__ == "__main__":
    unittest.main()
