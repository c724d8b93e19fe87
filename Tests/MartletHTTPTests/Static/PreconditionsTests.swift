import Foundation
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// The conditions of RFC 9110 §13, against content with the tag "now" that was last changed at 10:00.
@Suite struct PreconditionsTests {
    private static let before = "Sun, 06 Nov 1994 09:59:59 GMT"
    private static let then = "Sun, 06 Nov 1994 10:00:00 GMT"
    private static let after = "Sun, 06 Nov 1994 10:00:01 GMT"
    private static let modified = 784_116_000

    private func outcome(
        _ method: HTTPRequest.Method, _ fields: KeyValuePairs<String, String>, tag: EntityTag? = EntityTag("now"),
        modified: Int? = PreconditionsTests.modified, exists: Bool = true
    ) throws -> Preconditions.Outcome {
        var headers = Headers()
        for (name, value) in fields { headers.append(try #require(HTTPField.Name(name)), value) }
        let context = RequestContext(application: ApplicationContext(), connection: ConnectionInfo())
        let request = Request(method: method, target: "/", headers: headers, context: context)
        return Preconditions(request).outcome(entityTag: tag, modifiedSeconds: modified, exists: exists)
    }

    @Test func `a request without conditions goes on`() throws {
        for method in [HTTPRequest.Method.get, .head, .put, .delete] { #expect(try outcome(method, [:]) == .proceed) }
    }

    @Test(arguments: [
        ("\"now\"", Preconditions.Outcome.proceed), ("\"old\"", .failed), ("\"old\", \"now\"", .proceed),
        ("W/\"now\"", .failed), ("*", .proceed), ("nonsense", .failed), ("", .failed),
    ])
    func `If-Match compares strongly`(_ value: String, _ expected: Preconditions.Outcome) throws {
        for method in [HTTPRequest.Method.get, .put] {
            #expect(try outcome(method, ["If-Match": value]) == expected)
        }
        #expect(
            try outcome(.put, ["If-Match": value], tag: EntityTag("now", isWeak: true))
                == (value == "*" ? .proceed : .failed))
        #expect(try outcome(.put, ["If-Match": value], tag: nil, exists: false) == .failed)
    }

    @Test(arguments: [
        ("\"now\"", true), ("\"old\"", false), ("\"old\",\"now\"", true), ("W/\"now\"", true), ("*", true),
        ("nonsense", false), ("", false),
    ])
    func `If-None-Match compares weakly`(_ value: String, _ isKnown: Bool) throws {
        #expect(try outcome(.get, ["If-None-Match": value]) == (isKnown ? .notModified : .proceed))
        #expect(try outcome(.head, ["If-None-Match": value]) == (isKnown ? .notModified : .proceed))
        #expect(try outcome(.put, ["If-None-Match": value]) == (isKnown ? .failed : .proceed))
        #expect(try outcome(.put, ["If-None-Match": value], tag: nil, exists: false) == .proceed)
    }

    @Test func `a condition may stand in several lines`() throws {
        #expect(try outcome(.get, ["If-None-Match": "\"a\"", "if-none-match": "\"now\""]) == .notModified)
        #expect(try outcome(.put, ["If-Match": "\"a\"", "if-match": "\"now\""]) == .proceed)
    }

    @Test(arguments: [
        (before, Preconditions.Outcome.proceed), (then, .notModified), (after, .notModified),
        ("Sunday, 06-Nov-94 10:00:00 GMT", .notModified), ("Sun Nov  6 10:00:00 1994", .notModified),
        ("yesterday", .proceed), ("", .proceed),
    ])
    func `If-Modified-Since asks for what is newer`(_ value: String, _ expected: Preconditions.Outcome) throws {
        #expect(try outcome(.get, ["If-Modified-Since": value]) == expected)
        #expect(try outcome(.post, ["If-Modified-Since": value]) == .proceed)
        #expect(try outcome(.get, ["If-Modified-Since": value], modified: nil) == .proceed)
        #expect(try outcome(.get, ["If-Modified-Since": value, "if-modified-since": value]) == .proceed)
    }

    @Test(arguments: [
        (before, Preconditions.Outcome.failed), (then, .proceed), (after, .proceed), ("yesterday", .proceed),
    ])
    func `If-Unmodified-Since refuses what is newer`(_ value: String, _ expected: Preconditions.Outcome) throws {
        #expect(try outcome(.get, ["If-Unmodified-Since": value]) == expected)
        #expect(try outcome(.put, ["If-Unmodified-Since": value]) == expected)
        #expect(try outcome(.put, ["If-Unmodified-Since": value], modified: nil) == .proceed)
    }

    @Test func `tags go before dates, and refusals before 304`() throws {
        // §13.2.2: If-Unmodified-Since does not count beside If-Match, If-Modified-Since not beside If-None-Match.
        #expect(try outcome(.put, ["If-Match": "\"now\"", "If-Unmodified-Since": Self.before]) == .proceed)
        #expect(try outcome(.get, ["If-None-Match": "\"old\"", "If-Modified-Since": Self.after]) == .proceed)
        #expect(try outcome(.get, ["If-None-Match": "\"now\"", "If-Modified-Since": Self.before]) == .notModified)
        #expect(try outcome(.get, ["If-Match": "\"old\"", "If-None-Match": "\"now\""]) == .failed)
        #expect(try outcome(.get, ["If-Match": "\"now\"", "If-None-Match": "\"now\""]) == .notModified)
        #expect(try outcome(.get, ["If-Unmodified-Since": Self.before, "If-None-Match": "\"now\""]) == .failed)
    }

    @Test(arguments: [(0, false), (59, false), (60, true), (86_400, true)])
    func `If-Range with a date counts once the content has rested`(_ age: Int, _ counts: Bool) throws {
        let context = RequestContext(application: ApplicationContext(), connection: ConnectionInfo())
        for (date, isExact) in [(Self.then, true), (Self.after, false), (Self.before, false)] {
            let request = Request(method: .get, target: "/", headers: [.ifRange: date], context: context)
            let outcome = Preconditions(request).rangeCounts(
                entityTag: EntityTag("now"), modifiedSeconds: Self.modified, now: Self.modified + age)
            #expect(outcome == (counts && isExact))
        }
    }

    @Test func `a handler lets clients change only what they have seen`() async throws {
        let app = App(disabling: .all)
        let version = EntityTag("v7")
        app.put("/note") { (request: Request) in
            guard Preconditions(request).outcome(entityTag: version) == .proceed else {
                throw HTTPError(.preconditionFailed, "Somebody else has changed the note.")
            }
            return Response(.noContent, headers: [.eTag: EntityTag("v8").description])
        }
        try await app.test { (client) async throws in
            let changed = try await client.put("/note", headers: [.ifMatch: "\"v7\""])
            #expect(changed.status == .noContent)
            #expect(changed.headers[.eTag] == "\"v8\"")
            let refused = try await client.put("/note", headers: [.ifMatch: "\"v6\""])
            #expect(refused.status == .preconditionFailed)
            #expect(refused.text.contains("Somebody else has changed the note."))
        }
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Tue, 19 Jan 2038 03:14:08 GMT", 2_147_483_648),
    ])
    func `dates are read in three formats`(_ text: String, _ seconds: Int) { #expect(HTTPDate.parse(text) == seconds) }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 08:49 1994", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
    ])
    func `anything else is no date`(_ text: String) { #expect(HTTPDate.parse(text) == nil) }
}
