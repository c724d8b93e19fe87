import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// Services as parameters of handlers, and routes whose services nobody put in.
@Suite struct ServiceParameterTests {
    struct Mailer: ServiceParameter {
        var sender: String
    }

    struct Clock: Sendable { var hour: Int }

    /// An extractor that needs a service and another extractor.
    struct Greeting: Extractor, ServiceRequiring {
        var text: String
        static var requiredServices: [ServiceRequirement] {
            [ServiceRequirement(Clock.self, advice: "install TheClock()")] + Mailer.requiredServices
        }
        static func extract(from source: inout ExtractionSource) async throws -> Greeting {
            let mailer = try Mailer.extract(from: &source)
            let hour = try source.request.services.require(Clock.self).hour
            return Greeting(text: "\(mailer.sender) at \(hour)")
        }
    }

    private func app() -> App { App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all) }

    @Test func `a handler takes a service by its type`() async throws {
        let app = app()
        app.get("/mail") { (mailer: Mailer) in mailer.sender }
        app.get("/greet") { (greeting: Greeting) in greeting.text }
        // The order of declaration does not matter.
        app.services[Mailer.self] = Mailer(sender: "ada@example.com")
        app.services[Clock.self] = Clock(hour: 9)
        try await app.test { (client) async throws in
            #expect(try await client.get("/mail").text == "ada@example.com")
            #expect(try await client.get("/greet").text == "ada@example.com at 9")
        }
    }

    @Test func `a missing service stops the start with the routes that need it`() throws {
        let app = app()
        app.get("/mail", file: "A.swift", line: 1) { (mailer: Mailer) in mailer.sender }
        app.get("/greet", file: "A.swift", line: 2) { (greeting: Greeting) in greeting.text }
        app.get("/maybe", file: "A.swift", line: 3) { (mailer: Mailer?) in mailer?.sender ?? "-" }
        app.get("/later", file: "A.swift", line: 4) { (mailer: Deferred<Mailer>) in try await mailer.extract().sender }
        app.webSocket("/socket", file: "A.swift", line: 5) { (socket: WebSocket, mailer: Mailer) in }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(
            error?.problems == [
                "no Mailer is there for GET /mail at A.swift:1, GET /greet at A.swift:2, GET /maybe at A.swift:3 and 2 "
                    + "more; put one in while the application is set up: app.services[Mailer.self] = …",
                "no Clock is there for GET /greet at A.swift:2; install TheClock()",
            ])
    }

    @Test func `a mounted application takes the services of the one around it`() async throws {
        let (shop, app) = (app(), app())
        shop.get("/mail") { (mailer: Mailer) in mailer.sender }
        app.mount("/shop", shop)
        app.services[Mailer.self] = Mailer(sender: "outer")
        try await app.test { (client) async throws in #expect(try await client.get("/shop/mail").text == "outer") }
    }
}
