import MartletCore
import MartletJSON
import Testing

@Schema private struct Remark {
    @Field(length: ...5, format: .notBlank) var text: String
    @Field(format: .notBlank) var title: Change<String>
}

@Suite struct TextFormatTests {
    private func problems(_ json: String) -> [FieldProblem] {
        do {
            _ = try Array(json.utf8).withUnsafeBytes { try Remark.read(json: $0) }
            return []
        } catch {
            return (error as? ValidationError)?.problems ?? [FieldProblem(at: "", "other", "\(error)")]
        }
    }

    @Test(arguments: ["a", " a", "\\u0000", "👍", "\\u200B"])
    func `a text that is not blank is any with more than spaces`(text: String) {
        #expect(problems(#"{"text":"\#(text)"}"#) == [])
    }

    @Test(arguments: ["", " ", "\\n\\t", "\\u00A0", "\\u2003\\u3000"])
    func `a text of spaces alone is blank`(text: String) {
        #expect(problems(#"{"text":"\#(text)"}"#) == [FieldProblem(at: "/text", "blank", "must not be blank")])
        #expect(
            problems(#"{"text":"a","title":"\#(text)"}"#) == [
                FieldProblem(at: "/title", "blank", "must not be blank")
            ])
    }

    @Test func `documents tell it as a pattern`() {
        #expect(Remark.schema.members.first?.constraints == [.maxLength(5), .pattern("\\S")])
    }
}
