import Testing

@testable import MartletData

/// Quotation marks beside letters that make one character with them.
@Suite struct QuotedTextTests {
    /// U+0D4E joins with what follows, U+0301 with what precedes.
    private let texts = ["a\u{0D4E}' OR 1=1 --", "'\u{301}x", "it's", "", "'", "''"]

    @Test func `a mark is doubled beside any letter, and taken apart again`() {
        #expect("a\u{0D4E}\" x".quoted("\"").unicodeScalars.elementsEqual("\"a\u{0D4E}\"\" x\"".unicodeScalars))
        for text in texts {
            let quoted = text.quoted("'")
            #expect(quoted.unicodeScalars.count { $0 == "'" }.isMultiple(of: 2), "\(text)")
            #expect(quoted.unquoted("'").unicodeScalars.elementsEqual(text.unicodeScalars), "\(text)")
        }
    }

    @Test func `SQL is taken apart at its quotation marks`() {
        for text in texts where !text.isEmpty {
            let quoted = text.quoted("'")
            #expect(SQLDefinition.tokens(of: "(\(quoted))") == [.group(quoted)], "\(text)")
            #expect(SQLDefinition.tokens(of: "\(quoted), x") == [.string(quoted), .symbol(","), .word("x")], "\(text)")
        }
        let condition = "\"a\" <> '\u{0D4E}\"a\"' AND \"b\u{0D4E}\"\"c\" = 1"
        #expect(SQLNames.quoted(in: condition) == ["a", "b\u{0D4E}\"c"])
        #expect(
            SQLNames.rename("a", to: "z\u{0D4E}\"", in: condition)
                == "\"z\u{0D4E}\"\"\" <> '\u{0D4E}\"a\"' AND \"b\u{0D4E}\"\"c\" = 1")
        #expect(MySQLTypes.standard("`a` = '\u{0D4E}`' OR `b`") == "\"a\" = '\u{0D4E}`' OR \"b\"")
        #expect(MySQLTypes.standard(#""a" <> 'it\'s \\' OR `b` = '\n'"#) == "\"a\" <> 'it''s \\' OR \"b\" = '\n'")
    }
}
