import Testing

@testable import Chinook

@Suite("Wording")
struct WordingTests {
    @Test(
        "numbers are grouped by thousands",
        arguments: [
            (0, "0"), (12, "12"), (999, "999"), (1000, "1,000"), (3503, "3,503"), (1_234_567, "1,234,567"),
            (-4200, "-4,200"),
        ])
    func grouping(value: Int, text: String) { #expect(Wording.number(value) == text) }

    @Test("one thing is singular")
    func plural() {
        #expect(Wording.count(1, "track") == "1 track")
        #expect(Wording.count(0, "track") == "0 tracks")
        #expect(Wording.count(3503, "track") == "3,503 tracks")
    }

    @Test(
        "sizes have one decimal past a thousand bytes",
        arguments: [
            (0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (11_170_334, "11.2 MB"), (1_059_546_140, "1.1 GB"),
        ])
    func size(bytes: Int, text: String) { #expect(Wording.size(bytes: bytes) == text) }

    @Test(
        "playtimes are rounded to seconds",
        arguments: [
            (343_719, "5:44", "PT5M44S"), (59_499, "0:59", "PT0M59S"), (59_500, "1:00", "PT1M0S"),
            (5_286_953, "1:28:07", "PT1H28M7S"), (-1, "0:00", "PT0M0S"),
        ])
    func playtime(milliseconds: Int, text: String, iso: String) {
        let playtime = Playtime(milliseconds: milliseconds)
        #expect(playtime.text == text)
        #expect(playtime.iso == iso)
    }

    @Test("matches are set apart in any letter case")
    func highlight() {
        func marked(_ text: String, _ words: String) -> String {
            Highlighted(text, matching: words).parts.map { $0.match ? "[\($0.text)]" : $0.text }.joined()
        }
        #expect(marked("Love, Love, glove", "love") == "[Love], [Love], g[love]")
        #expect(marked("Nothing here", "love") == "Nothing here")
        #expect(marked("Motörhead", "TÖR") == "Mo[tör]head")
        #expect(marked("ab", "abc") == "ab")
        #expect(marked("aaa", "aa") == "[aa]a")
        #expect(marked("text", "") == "text")
    }
}
