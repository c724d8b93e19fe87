import Foundation
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Structs with `@Schema` from texts: those of queries and forms.
@Suite struct FieldsReadingTests {
    @Schema struct Filter: Equatable {
        var year: [Int] = []
        var since: Date?
        var days: [Date]?
        var tag: [String]?
        var page: Int? = 1
    }

    @Schema struct Profile: Equatable {
        var bio: Change<String?>
        var name: Change<String>
        var tags: Change<[String]?>
    }

    private func filter(_ query: String) throws -> Filter { try Filter.read(fields: QueryParameters(parsing: query)) }

    private func problems(_ query: String) -> [String] {
        do {
            _ = try filter(query)
            return []
        } catch let error as ValidationError {
            return error.problems.map { "\($0.place) \($0.detail)" }
        } catch {
            return ["\(error)"]
        }
    }

    private static let moment = "a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z"

    @Test(arguments: [
        ("year=2020&year=x", "year", "a whole number, not `x`"),
        ("year=&year=2020&year=&year=1.5&year=3", "year", "a whole number, not `1.5`"),
        ("since=2026-02-30", "since", "\(moment), not `2026-02-30`"),
        ("since=yesterday", "since", "\(moment), not `yesterday`"),
        ("days=2026-02-28&days=&days=2026-02-29", "days", "\(moment), not `2026-02-29`"),
        (
            "since=" + String(repeating: "ä", count: 41), "since",
            "\(moment), not `\(String(repeating: "ä", count: 40))…`"
        ),
    ])
    func `problems show what was sent`(_ query: String, _ name: String, _ detail: String) {
        #expect(problems(query) == ["parameter(\"\(name)\") must be \(detail)"])
    }

    @Test func `an empty text is no element, and null where that is a value`() throws {
        #expect(try filter("tag=&tag=rock").tag == ["rock"])
        #expect(try filter("tag=").tag == nil)
        #expect(try filter("").tag == nil)
        #expect(try filter("year=").year == [])
        #expect(try filter("page=").page == nil)
        #expect(try filter("").page == 1)
    }

    @Test func `an empty text clears what may be null`() throws {
        let cleared = try Profile.read(fields: QueryParameters(parsing: "bio=&tags="))
        #expect(cleared == Profile(bio: .set(nil), name: .unchanged, tags: .set(nil)))
        let set = try Profile.read(fields: QueryParameters(parsing: "bio=x&tags=&tags=a&name="))
        #expect(set == Profile(bio: .set("x"), name: .set(""), tags: .set(["a"])))
        let nothing = try Profile.read(fields: QueryParameters(parsing: ""))
        #expect(nothing == Profile(bio: .unchanged, name: .unchanged, tags: .unchanged))
    }
}
