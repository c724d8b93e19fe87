import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// Routes that some requests have another handler of.
@Suite struct RouteVariantTests {
    /// Requests whose query says `as=NAME`.
    private struct Asked: RouteCondition {
        let name: String
        func holds(for request: Request) throws -> Bool {
            let asked = try request.query["as"]
            if asked == "broken" { throw HTTPError(.conflict, "no condition") }
            return asked?.hasPrefix(name) == true
        }
    }

    /// What was opened, and how it ended.
    private struct Order: Dependency {
        static let endings = Mutex<[String]>([])
        static func open(for source: inout ExtractionSource) -> Order { Order() }
        func close(after error: (any Error)?) async {
            Self.endings.withLock { $0.append(error.map { "\($0)" } ?? "-") }
        }
    }

    private struct Guarded: Extractor {
        static func extract(from source: inout ExtractionSource) throws -> Guarded {
            guard try source.request.query["key"] == "k" else { throw HTTPError(.unauthorized) }
            return Guarded()
        }
    }

    private struct Sent: Codable, Sendable { var text: String }

    private final class Printer: ServiceParameter {}

    private func app() -> App { App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all) }

    @Test func `the first whose condition holds answers, else the route's own`() async throws {
        let app = app()
        app.get("/{name}") { (name: Path<String>) in "own \(name.value)" }
            .answer(where: Asked(name: "ab")) { (name: Path<String>) in "first \(name.value)" }
            .answer(where: Asked(name: "a")) { ["second"] }
        try await app.test { (client) async throws in
            #expect(try await client.get("/x").text == "own x")
            #expect(try await client.get("/x?as=abc").text == "first x")
            #expect(try await client.get("/x?as=ac").text == #"["second"]"#)
            let broken = try await client.get("/x?as=broken")
            #expect(broken.status == .conflict)
            #expect(broken.text.contains("no condition"))
        }
    }

    @Test func `it stands behind middleware that was added later`() async throws {
        let app = app()
        app.get("/") { "own" }
            .answer(where: Asked(name: "a")) { "other" }
            .use(Requiring(Guarded.self))
        try await app.test { (client) async throws in
            #expect(try await client.get("/?as=a").status == .unauthorized)
            #expect(try await client.get("/?as=a&key=k").text == "other")
        }
    }

    @Test func `its errors are known when what it opened is closed`() async throws {
        let app = app()
        app.get("/") { (order: Order) in "own" }
            .answer(where: Asked(name: "a")) { (order: Order) -> String in throw HTTPError(.gone, "sold out") }
        try await app.test { (client) async throws in
            Order.endings.withLock { $0 = [] }
            #expect(try await client.get("/?as=a").status == .gone)
            #expect(Order.endings.withLock { $0 } == ["410 sold out"])
        }
    }

    @Test func `nothing is a 404`() async throws {
        let app = app()
        app.get("/") { "own" }.answer(where: Asked(name: "a")) { () -> Sent? in nil }
        try await app.test { (client) async throws in
            #expect(try await client.get("/?as=a").status == .notFound)
        }
    }

    @Test func `the limits of the route hold for it, whatever the group says`() async throws {
        let app = app()
        app.group("/limited") { group in
            group.use(BodyLimit(10_000))
            group.post("/json") { "own" }
                .answer(where: Asked(name: "a")) { (sent: JSON<Sent>) in sent.text }
                .bodyLimit(20)
            group.post("/form") { "own" }
                .answer(where: Asked(name: "a")) { (form: Form<Sent>) in form.text }
                .formLimits(FormLimits(parts: 1))
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/limited/json?as=a", json: Sent(text: "a")).text == "a")
            let long = try await client.post("/limited/json?as=a", json: Sent(text: "a text of some length"))
            #expect(long.status == .contentTooLarge)
            let form = TestContent.multipart([.field("text", "a"), .field("more", "b")])
            #expect(try await client.post("/limited/form?as=a", form).status == .contentTooLarge)
        }
    }

    @Test func `what it takes is checked at the start`() async throws {
        let app = app()
        app.post("/{id}") { (id: Path<String>) in "own" }
            .answer(where: Asked(name: "a"), file: "Routes.swift", line: 7) { (a: Path<String>, b: Path<String>) in "" }
            .answer(where: Asked(name: "b"), file: "Routes.swift", line: 8) { (printer: Printer) in "" }
            .answer(where: Asked(name: "c"), file: "Routes.swift", line: 9) { (a: JSON<Sent>, b: JSON<Sent>) in "" }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        let problems = try #require(error).problems
        #expect(
            problems.contains(
                "the handler of POST /{id} at Routes.swift:7 takes 2 Path parameters, but the path has 1 placeholders"))
        #expect(problems.contains { $0.hasPrefix("no Printer is there for POST /{id} at Routes.swift:8; ") })
        #expect(
            problems.contains(
                "the handler of POST /{id} at Routes.swift:9 takes the content of the request more than once"))
    }

    @Test func `those who look at routes see it`() async throws {
        let app = app()
        app.get("/") { (name: Query<Sent>) in "own" }
            .answer(where: Asked(name: "a")) { (key: Cookie<Key>) in ["other"] }
        let seen = Mutex<[String]>([])
        app.inspectRoutes { routes in
            let lines = routes.flatMap(\.variants).map { variant in
                "\((variant.condition as? Asked)?.name ?? "") \(variant.parameters.map(\.location.rawValue)) "
                    + "\(variant.responses.flatMap(\.contentTypes))"
            }
            seen.withLock { $0 = lines }
            return []
        }
        try await app.test { _ in }
        #expect(seen.withLock { $0 } == [#"a ["cookie"] ["application/json"]"#])
    }

    private enum Key: CookieKey {
        static let name = "key"
        typealias Value = String
    }
}
