import MartletData

extension DriverSuite {
    /// Texts that would do harm where they were pasted into SQL.
    static let hostileTexts = [
        "'; DROP TABLE items; --", "' OR '1'='1", "\" OR \"\"=\"", "1; DELETE FROM items", "') OR 1=1 --", "\\'; --",
        "\\\"; --", "/* comment */", "-- comment", "# comment", "%00", "%", "_", "\\", "''", "\"\"", "`", "``; --",
        "$1", "?", "?1", ":name", "@variable", "$$", "$tag$x$tag$", "{{x}}", "\u{2019} OR 1=1", "\u{FF07}; --",
        "0x27", "CHAR(39)", "NULL", "null", "true", "1e309", "-1", "' UNION SELECT NULL --", "x' AND 1=0 --",
        "\u{8}\u{1A}",
        "%s%n%x", "${x}", "{0}", "\\u0027", "%27", "[a-z]%", "$.a", "$[0]", "'; ROLLBACK; --", "COMMIT", "');",
        "\u{FEFF}'",
        "\u{202E}'", "\u{301}", "*", "a*?b", "a\n", "\t'",
        "';WAITFOR DELAY '0:0:5'--", "'||(SELECT 1)||'", "+", "a\r\nb", "🎸'; --",
        // Letters and marks that make one character with the quotation mark beside them.
        "\u{0D4E}'; DROP TABLE items; --", "\u{0D4E}\" OR \"\"=\"", "x\u{0D4E}') FROM items -- ", "'\u{301} OR 1=1 --",
        "\"\u{301}x", "\u{600}'", "\u{0D4E}\\", "\u{0D4E}`",
    ]

    static let injectionCases = [
        Case("a value stays a value, whatever it says") { context in
            let items = try await context.items()
            let (id, name) = (Identifier("id"), Identifier("name"))
            for (number, text) in hostileTexts.enumerated() {
                try await context.database.execute("INSERT INTO \(items) VALUES (\(number), \(text), \(0))")
                try expect(
                    try await context.texts("SELECT \(name) FROM \(items) WHERE \(id) = \(number)"), equals: [text],
                    "what was stored")
                try expect(
                    try await context.number("SELECT count(*) FROM \(items) WHERE \(name) = \(text)"), equals: 1,
                    "rows that equal \(text)")
                try await context.database.execute("UPDATE \(items) SET \(name) = \(text) WHERE \(name) = \(text)")
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: hostileTexts.count)
            for text in hostileTexts {
                try await context.database.execute("DELETE FROM \(items) WHERE \(name) = \(text)")
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 0)
        },
        Case("a name stays a name, whatever it says") { context in
            for text in [
                "a\"b", "a'b", "a`b", "x; DROP TABLE y", "select", "a b", "Größe", "a--b", "a\\b", "*", "a\u{0D4E}\"b",
                "a\"\u{301}b",
            ] {
                let table = try await context.table(
                    text, [ColumnSchema(name: text, type: .integer), ColumnSchema(name: "other", type: .integer)])
                let column = Identifier(text)
                try await context.database.execute("INSERT INTO \(table) (\(column), other) VALUES (\(1), \(2))")
                let read = try await context.database.query("SELECT \(column) FROM \(table) WHERE \(column) = \(1)") {
                    ($0.integer(at: 0), $0.name(at: 0))
                }
                try expect(read.first?.0, equals: 1, "the column \(text)")
                try expect(read.first?.1, equals: text, "the name of the column")
            }
        },
    ]
}
