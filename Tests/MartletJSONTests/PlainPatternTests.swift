import Testing

@testable import MartletJSON

/// Patterns that are compared byte by byte: what they answer is what `Regex` answers.
@Suite struct PlainPatternTests {
    private static let pieces = [
        "a", "b", "A", "0", "7", "-", "_", " ", "/", #"\."#, #"\-"#, #"\+"#, #"\\"#, "[a-c]", "[A-Z0-9]", "[^a]",
        "[^0-9-]",
        "[-a]", "[a-]", #"[\d_]"#, #"[.+*]"#, #"\d"#, #"\w"#, "[()|]", "[\\]]", "'",
    ]
    private static let counts = ["", "", "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "{0}", "{0,2}"]
    private static let texts: [Character] =
        Array("aabbcABZ0079-_ /.+\\()|]'\n\t~{") + ["\r\n", "é", "a\u{301}", "😀", "\r"]

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func `a plain pattern answers as Regex does`(seed: UInt64) throws {
        var random = SeededNumbers(state: seed)
        var plain = 0
        var found = 0
        for _ in 0..<700 {
            var source = "^"
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                source += (Self.pieces.randomElement(using: &random) ?? "")
                source += Self.counts.randomElement(using: &random) ?? ""
            }
            if Bool.random(using: &random) { source += "$" }
            guard let pattern = PlainPattern(source) else { continue }
            let regex = try Regex(source)
            plain += 1
            for _ in 0..<30 {
                let text = String(
                    (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
                        Self.texts.randomElement(using: &random)
                    })
                guard let answer = pattern.matches(text) else { continue }
                found += answer ? 1 : 0
                let expected = try regex.firstMatch(in: text) != nil
                #expect(answer == expected, "\(source) in \(text.debugDescription)")
            }
        }
        #expect(plain > 300)
        #expect(found > 1_000)
    }

    @Test(arguments: [
        "^[A-Z]{2}-[0-9]{6}$", "^[A-Z]{2}$", #"^\+?[0-9 -]{5,20}$"#, "^[a-z]+$", #"^\d{4}-\d{2}$"#, "^https?://",
        #"^[a-z]+@[a-z]+\.[a-z]{2,}$"#,
    ])
    func `what forms use most is plain`(source: String) { #expect(PlainPattern(source) != nil) }

    @Test(arguments: [
        "a", "^a|b$", "^(a)$", "^a*a$", "^a?[a-z]$", "^a.$", "^a+?$", "^a++$", "(?i)^a$", "^[a-c&&b]$", "^[[:alpha:]]$",
        "^[z-a]$", "^[é]$", #"^\s$"#, #"^\p{L}$"#, #"^\ba$"#, "^a$b", "^{2}$", "^a{3,2}$", "^[]$", "^[a", "^a{", #"^\"#,
        "^a{99999999999999999999}$", "^a\nb$", "^[+--]$", "^[a--b]$",
    ])
    func `anything else is left to Regex`(source: String) { #expect(PlainPattern(source) == nil) }

    @Test func `a text that is not of single bytes is left to Regex`() {
        let pattern = PlainPattern("^[a-z]+$")
        #expect(pattern?.matches("abc") == true)
        #expect(pattern?.matches("ab1") == false)
        #expect(pattern?.matches("abé") == nil)
        #expect(pattern?.matches("ab\r\n") == nil)
    }
}
