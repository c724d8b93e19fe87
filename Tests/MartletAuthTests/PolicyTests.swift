import HTTPTypes
import MartletAuth
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

private enum Staff: Policy {
    static func allows(_ account: Authenticated<Account>, in request: Request) -> Bool { account.isStaff }
}

private enum HiddenStaff: Policy {
    static let refusal = Refusal.notFound
    static func allows(_ account: Authenticated<Account>, in request: Request) -> Bool { account.isStaff }
}

private struct Album: Sendable { var owner: Int }

private enum EditAlbum: Permission {
    static func allows(_ account: Authenticated<Account>, on album: Album) -> Bool { album.owner == account.id }
}

private enum SeeAlbum: Permission {
    static let refusal = Refusal.notFound
    static func allows(_ account: Authenticated<Account>, on album: Album) -> Bool { album.owner == account.id }
}

/// Who may do what.
@Suite struct PolicyTests {
    private func makeAuthApp(counting count: @escaping @Sendable () -> Void = {}) async throws -> App {
        let app = makeApp()
        try await app.install(
            Authentication<Account>(
                .scopedBearer { token, _ in
                    count()
                    return switch token {
                    case "reader": Grant(Account(id: 1, name: "ada"), scopes: ["tracks:read"])
                    case "writer": Grant(Account(id: 2, name: "bob"), scopes: ["tracks:read", "tracks:write"])
                    case "staff": Grant(Account(id: 3, name: "eve", isStaff: true), scopes: .all)
                    case "plain": Grant(Account(id: 4, name: "dan"))
                    default: nil
                    }
                }))
        app.get("/read") { (account: Scoped<Account, ReadTracks>) in account.name }
        app.get("/write") { (account: Scoped<Account, ReadTracks, WriteTracks>) in account.name }
        app.get("/value") { (account: Authenticated<Account>) in
            try account.require(scopes: ["tracks:write"])
            return account.name
        }
        app.get("/staff") { (account: Authorized<Staff>) in account.name }
        app.get("/hidden") { (account: Authorized<HiddenStaff>) in account.name }
        app.get("/maybe") { (account: Authorized<Staff>?) in account?.name ?? "no staff" }
        app.get("/albums/{owner:int}") { (owner: Path<Int>, account: Authenticated<Account>) in
            let album = try await account.allowed(SeeAlbum.self, on: owner.value == 0 ? nil : Album(owner: owner.value))
            return "\(album.owner)"
        }
        app.get("/scoped/{owner:int}") { (owner: Path<Int>, account: Scoped<Account, WriteTracks>) in
            try account.require(owner.value != 9, else: .notFound)
            return "\(try await account.allowed(EditAlbum.self, on: Album(owner: owner.value)).owner)"
        }
        app.get("/team/{owner:int}") { (owner: Path<Int>, account: Authorized<Staff>) in
            try account.require(owner.value != 9)
            try await account.allowed(SeeAlbum.self, on: Album(owner: owner.value))
            return "\(try await account.may(EditAlbum.self, on: Album(owner: 99)))"
        }
        app.put("/albums/{owner:int}") { (owner: Path<Int>, account: Authenticated<Account>) in
            try await account.allowed(EditAlbum.self, on: Album(owner: owner.value))
            return "\(try await account.may(EditAlbum.self, on: Album(owner: 99)))"
        }
        app.delete("/albums/{owner:int}") { (owner: Path<Int>, account: Authenticated<Account>) in
            try account.require(account.id == owner.value, else: .notFound)
            return "deleted"
        }
        app.post("/form") { (content: JSON<[String]>, account: Authenticated<Account>) in account.name }
        app.group("/group") { group in
            group.use(Requiring(Scoped<Account, WriteTracks>.self))
            group.get("/one") { (account: Authenticated<Account>) in account.name }
            group.get("/two") { "two" }
        }
        return app
    }

    private func get(_ client: TestClient, _ path: String, _ token: String) async throws -> TestResponse {
        try await client.get(path, headers: .authorization("Bearer \(token)"))
    }

    @Test func `scopes are asked for by type and by value`() async throws {
        try await makeAuthApp().test { (client) async throws in
            #expect(try await get(client, "/read", "reader").text == "ada")
            #expect(try await get(client, "/write", "writer").text == "bob")
            #expect(try await get(client, "/value", "writer").text == "bob")
            #expect(try await get(client, "/write", "staff").text == "eve")
            let lacking = try await get(client, "/write", "reader")
            #expect(lacking.status == .forbidden)
            #expect(
                lacking.headers[.wwwAuthenticate]
                    == #"Bearer realm="api", error="insufficient_scope", scope="tracks:read tracks:write""#)
            #expect(lacking.text == "403 Forbidden\nThe credentials lack tracks:write.\n")
            // Credentials of which nothing is said allow nothing by name.
            #expect(try await get(client, "/read", "plain").status == .forbidden)
            #expect(try await get(client, "/value", "reader").status == .forbidden)
            #expect(try await client.get("/write").status == .unauthorized)
        }
    }

    @Test func `policies allow, forbid or hide`() async throws {
        try await makeAuthApp().test { (client) async throws in
            #expect(try await get(client, "/staff", "staff").text == "eve")
            let forbidden = try await get(client, "/staff", "writer")
            #expect(forbidden.status == .forbidden)
            #expect(forbidden.text == "403 Forbidden\nThis is not allowed.\n")
            #expect(forbidden.headers[.wwwAuthenticate] == nil)
            #expect(try await get(client, "/hidden", "writer").status == .notFound)
            #expect(try await client.get("/hidden").status == .unauthorized)
            #expect(try await get(client, "/maybe", "staff").text == "eve")
            #expect(try await get(client, "/maybe", "writer").text == "no staff")
            #expect(try await client.get("/maybe").text == "no staff")
            #expect(try await get(client, "/maybe", "wrong").status == .unauthorized)
        }
    }

    @Test func `permissions are about one object`() async throws {
        try await makeAuthApp().test { (client) async throws in
            #expect(try await get(client, "/albums/1", "reader").text == "1")
            #expect(try await get(client, "/albums/2", "reader").status == .notFound)
            #expect(try await get(client, "/albums/0", "reader").status == .notFound)
            let reader = Headers.authorization("Bearer reader")
            #expect(try await client.put("/albums/1", headers: reader).text == "false")
            #expect(try await client.put("/albums/2", headers: reader).status == .forbidden)
            #expect(try await client.delete("/albums/1", headers: reader).text == "deleted")
            #expect(try await client.delete("/albums/2", headers: reader).status == .notFound)
        }
    }

    private struct Gone: ResponseError {
        let status = HTTPResponse.Status.gone
        var message: String? { "The album is gone." }
    }

    private enum PlayAlbum: Permission {
        static let refusal = Refusal.error(Gone())
        static func allows(_ account: Authenticated<Account>, on album: Int) -> Bool { album == account.id }
    }

    @Test func `a refusal may be an error of one's own`() async throws {
        let account = Authenticated(Account(id: 1, name: "ada"))
        #expect(try await account.allowed(PlayAlbum.self, on: 1) == 1)
        await #expect(throws: Gone.self) { try await account.allowed(PlayAlbum.self, on: 2) }
        #expect(try await account.may(PlayAlbum.self, on: 2) == false)
        #expect(throws: Gone.self) { try account.require(false, else: .error(Gone())) }
    }

    @Test func `a user is asked for before the body is read, and once`() async throws {
        let finds = Mutex(0)
        let counted: @Sendable () -> Void = { finds.withLock { $0 += 1 } }
        try await makeAuthApp(counting: counted).test { (client) async throws in
            let anonymous = try await client.post("/form", .text("no JSON"))
            #expect(anonymous.status == .unauthorized)
            let known = try await client.post(
                "/form", .text("no JSON"), headers: .authorization("Bearer reader"))
            #expect(known.status == .unsupportedMediaType)
            finds.withLock { $0 = 0 }
            #expect(try await get(client, "/group/one", "writer").text == "bob")
            #expect(finds.withLock { $0 } == 1)
            #expect(try await get(client, "/group/two", "writer").text == "two")
            #expect(try await get(client, "/group/two", "reader").status == .forbidden)
            #expect(try await client.get("/group/two").status == .unauthorized)
            // What is not there asks first too.
            #expect(try await client.get("/group/three").status == .unauthorized)
        }
    }

    @Test func `routes describe what they ask for`() throws {
        let services = {
            var services = Services()
            services[Authentication<Account>.self] = Authentication(
                .bearer(format: "opaque") { _, _ in nil }, .apiKey(header: "X-API-Key") { _, _ in nil })
            return services
        }()
        let plain = Authenticated<Account>.security
        #expect(
            plain.schemes(in: services) == [
                SecuritySchemeDescription(id: "bearer", kind: .http(scheme: "bearer", bearerFormat: "opaque")),
                SecuritySchemeDescription(id: "apiKey", kind: .apiKey(in: .header, name: "X-API-Key")),
            ])
        #expect(!plain.isOptional)
        #expect(plain.scopes.isEmpty)
        let scoped = Scoped<Account, ReadTracks, WriteTracks>?.security
        #expect(scoped.isOptional)
        #expect(scoped.scopes == ["tracks:read", "tracks:write"])
        let app = makeApp()
        let route = app.get("/") { (account: Scoped<Account, ReadTracks>, other: Path<Int>?) in account.name }
        #expect(route.handler.security.map(\.scopes) == [["tracks:read"]])
        let flow = OAuth2Flow.authorizationCode(
            authorizationURL: "https://id.example.com/a", tokenURL: "https://id.example.com/t",
            scopes: ["tracks:read": "Read tracks"])
        let described = AuthenticationScheme<Account>.bearer { _, _ in nil }.named("login").described(
            as: .oauth2([flow]))
        #expect(described.description == SecuritySchemeDescription(id: "login", kind: .oauth2([flow])))
    }

    @Test(arguments: [
        ("/scoped/2", "writer", 200, "2"), ("/scoped/1", "writer", 403, nil), ("/scoped/9", "writer", 404, nil),
        ("/scoped/1", "reader", 403, nil), ("/team/3", "staff", 200, "false"), ("/team/2", "staff", 404, nil),
        ("/team/9", "staff", 403, nil),
    ])
    func `users with scopes and those whom a policy allows are asked about objects`(
        _ path: String, _ token: String, _ status: Int, _ text: String?
    ) async throws {
        try await makeAuthApp().test { (client) async throws in
            let response = try await client.get(path, headers: .authorization("Bearer \(token)"))
            #expect(response.status.code == status)
            if let text { #expect(response.text == text) }
        }
    }
}
