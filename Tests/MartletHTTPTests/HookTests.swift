import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// What runs around the life of an application.
@Suite struct HookTests {
    private struct Failed: Error, Equatable { var name: String }

    private final class Trace: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.logger.logLevel = .critical
        return app
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `all stop hooks run, the last added first, whatever one of them throws`(mode: TestMode) async throws {
        let app = app()
        let trace = Trace()
        app.onStart { _ in trace.add("start") }
        app.onStop { trace.add("first") }
        app.onStop {
            trace.add("second")
            throw Failed(name: "second")
        }
        app.onStop {
            trace.add("third")
            throw Failed(name: "third")
        }
        await #expect(throws: Failed(name: "third")) { try await app.test(mode) { _ in } }
        #expect(trace.all == ["start", "third", "second", "first"])
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `what was begun is ended when the start fails`(mode: TestMode) async throws {
        let app = app()
        let trace = Trace()
        app.onStart { app in
            trace.add("opened")
            app.onStop { trace.add("closed") }
        }
        app.onStart { _ in throw Failed(name: "start") }
        await #expect(throws: Failed(name: "start")) { try await app.test(mode) { _ in } }
        #expect(trace.all == ["opened", "closed"])
    }

    @Test func `a mounted application brings its mistakes, checks, commands and hooks along`() async throws {
        let trace = Trace()
        let shop = app()
        let app = app()
        app.mount("/shop", shop)
        // Also what is declared after it was mounted.
        shop.services[Int.self] = 7
        shop.readiness("shop") { _ in throw Failed(name: "x") }
        shop.command("restock") { _ in trace.add("restock") }
        shop.onStart { shop in trace.add("start \(try shop.services.require(Int.self))") }
        shop.onStop { trace.add("stop") }
        shop.get("/seven") { (request: Request) in "\(try request.services.require(Int.self))" }
        let whole = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        whole.logger.logLevel = .critical
        whole.mount("/all", app)
        try await whole.test { client in
            let seven = try await client.get("/all/shop/seven")
            #expect(seven.text == "7")
            let ready = try await client.get("/health/ready")
            #expect(ready.text == "not ready: shop\n")
        }
        try await AppCommandLine(app: whole).run(["restock"])
        #expect(trace.all == ["start 7", "stop", "start 7", "restock", "stop"])

        shop.reportProblem("the shop has no shelves")
        let error = #expect(throws: BootError.self) { try whole.build() }
        #expect(error?.problems == ["the shop has no shelves"])
    }
}
