import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Services.md.
@Suite struct ServicesGuide {
    struct Order: Codable, Sendable { var album: String }

    struct Mailer: ServiceParameter {
        var sender: String
        func confirm(_ order: Order) async throws -> String { "\(sender) confirms \(order.album)" }
    }

    actor UserStore {
        private(set) var isOpen = false
        func open() async throws { isOpen = true }
        func close() async { isOpen = false }
        func name(for request: Request) -> String? { isOpen ? request.headers[.authorization] : nil }
    }

    struct CurrentUser: Extractor, ServiceRequiring {
        var name: String

        static var requiredServices: [ServiceRequirement] {
            [ServiceRequirement(UserStore.self, advice: "install Accounts()")]
        }

        static func extract(from source: inout ExtractionSource) async throws -> CurrentUser {
            let store = try source.request.services.require(UserStore.self)
            guard let name = await store.name(for: source.request) else { throw HTTPError(.unauthorized) }
            return CurrentUser(name: name)
        }
    }

    private func makeApp() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.services[Mailer.self] = Mailer(sender: "shop@example.com")
        app.post("/orders") { (order: JSON<Order>, mailer: Mailer) in
            try await mailer.confirm(order.value)
        }
        let store = UserStore()
        app.services[UserStore.self] = store
        app.onStart { _ in try await store.open() }
        app.onStop { await store.close() }
        app.get("/me") { (user: CurrentUser) in user.name }
        return app
    }

    @Test func `what the guide says`() async throws {
        let app = makeApp()
        app.services[Mailer.self] = Mailer(sender: "test@example.com")
        try await app.test { (client) async throws in
            #expect(
                try await client.post("/orders", json: Order(album: "Jazz")).text == "test@example.com confirms Jazz")
            #expect(try await client.get("/me").status == .unauthorized)
            #expect(try await client.get("/me", headers: [.authorization: "ada"]).text == "ada")
        }
        app.services[UserStore.self] = nil
        app.services[Mailer.self] = nil
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems.count == 2)
        #expect(error?.problems.last?.hasSuffix("; install Accounts()") == true)
    }
}
