import Martlet
import MartletTesting
import Synchronization
import Testing

/// The code of Documentation/Guides/Dependencies.md.
@Suite struct DependenciesGuide {
    /// Stands for a client of another system.
    final class Warehouse: ServiceParameter {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func connect(as user: String) async throws -> Link {
            lines.withLock { $0.append("connect \(user)") }
            return Link(warehouse: self)
        }
        func write(_ line: String) { lines.withLock { $0.append(line) } }
    }

    struct Link: Sendable {
        let warehouse: Warehouse
        func stock(of album: Int) async throws -> Int { album * 10 }
        func commit() async { warehouse.write("commit") }
        func discard() async { warehouse.write("discard") }
    }

    struct CurrentUser: Dependency {
        var name: String
        static func open(for source: inout ExtractionSource) async throws -> CurrentUser {
            guard let name = source.request.headers[.authorization] else { throw HTTPError(.unauthorized) }
            return CurrentUser(name: name)
        }
    }

    struct Stock: Dependency {
        let link: Link

        static func open(for source: inout ExtractionSource) async throws -> Stock {
            let user = try await source.extract(CurrentUser.self)
            let warehouse = try await source.extract(Warehouse.self)
            return Stock(link: try await warehouse.connect(as: user.name))
        }

        func close(after error: (any Error)?) async {
            if error == nil { await link.commit() } else { await link.discard() }
        }
    }

    private func makeApp() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.services[Warehouse.self] = Warehouse()
        app.get("/albums/{id:int}/stock") { (id: Path<Int>, stock: Stock, user: CurrentUser) in
            "\(user.name): \(try await stock.link.stock(of: id.value))"
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        let app = makeApp()
        try await app.test { (client) async throws in
            #expect(try await client.get("/albums/2/stock", headers: [.authorization: "ada"]).text == "ada: 20")
            client.replace(CurrentUser.self, with: CurrentUser(name: "eve"))
            #expect(try await client.get("/albums/2/stock").text == "eve: 20")
        }
        #expect(app.services[Warehouse.self]?.all == ["connect ada", "commit", "connect eve", "commit"])
    }
}
