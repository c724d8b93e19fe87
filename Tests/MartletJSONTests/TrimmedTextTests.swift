import MartletCore
import MartletJSON
import Testing

/// Texts whose space at both ends is taken off.
@Suite struct TrimmedTextTests {
    @Schema struct Note {
        @Field(trim: true, length: 1...5) var title: String = "none"
        @Field(trim: true) var body: String?
        @Field(trim: true, format: .notBlank) var name: Change<String>
        @Each(trim: true, format: .email) var mails: [String] = []
        var plain: String = ""
    }

    private func note(_ json: String) throws -> Note {
        try Array(json.utf8).withUnsafeBytes { try Note.read(json: $0) }
    }

    @Test(arguments: [
        ("abc", "abc"), (" abc", "abc"), ("abc ", "abc"), ("\\n\\t abc \\r\\n", "abc"), ("  a b  ", "a b"),
        ("     abcde     ", "abcde"), ("\u{A0}\u{3000}é\u{2028}", "é"),
    ])
    func `rules count for what is left`(_ sent: String, _ title: String) throws {
        #expect(try note(#"{"title":"\#(sent)"}"#).title == title)
    }

    @Test func `optional texts, changes and elements are trimmed too, and nothing else is`() throws {
        let note = try note(#"{"body":"  ","name":" x ","mails":[" jo@example.com "],"plain":" x "}"#)
        #expect(note.body == "")
        #expect(note.name == .set("x"))
        #expect(note.mails == ["jo@example.com"])
        #expect(note.plain == " x ")
    }

    @Test func `what is nothing but space breaks the rules of the empty text`() throws {
        let error = try #require(throws: ValidationError.self) { try note(#"{"title":"  ","name":"\t"}"#) }
        #expect(error.problems.map(\.code) == ["too_short", "blank"])
        let long = try #require(throws: ValidationError.self) { try note(#"{"title":" abcdef "}"#) }
        #expect(long.problems.map(\.code) == ["too_long"])
    }

    @Test func `texts of forms are trimmed`() throws {
        #expect(try Note.read(fields: QueryParameters(parsing: "title=+abc+")).title == "abc")
    }
}
