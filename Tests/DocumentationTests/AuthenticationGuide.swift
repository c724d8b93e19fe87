import Martlet
import MartletTesting
import Synchronization
import Testing

/// The code of Documentation/Guides/Authentication.md.
@Suite struct AuthenticationGuide {
    struct Account: Codable, Sendable {
        var id: Int
        var name: String
        var isStaff = false
        var passwordHash = ""
    }

    struct Album: Codable, Sendable { var owner: Int }

    /// Stands for a database.
    final class Accounts: ServiceParameter {
        private let rows = Mutex<[Account]>([])
        func add(_ account: Account) { rows.withLock { $0.append(account) } }
        func find(_ id: Int) async throws -> Account? { rows.withLock { $0.first { $0.id == id } } }
        func named(_ name: String) async throws -> Account? { rows.withLock { $0.first { $0.name == name } } }
        func store(_ hash: String, for id: Int) async throws {
            rows.withLock { rows in
                for index in rows.indices where rows[index].id == id { rows[index].passwordHash = hash }
            }
        }
        func find(digest: String) async throws -> Account? {
            digest == AccessToken.digest(of: "token") ? try await find(1) : nil
        }
    }

    enum Login: SessionKey {
        static let name = "account"
        typealias Value = Int
    }

    struct LoginForm: Codable, Sendable {
        var name: String
        var password: String
    }

    enum ReadTracks: Scope { static let name = "tracks:read" }

    enum Staff: Policy {
        static func allows(_ account: Authenticated<Account>, in request: Request) -> Bool { account.isStaff }
    }

    enum EditAlbum: Permission {
        static let refusal = Refusal.notFound  // others are not told that it exists
        static func allows(_ account: Authenticated<Account>, on album: Album) -> Bool { album.owner == account.id }
    }

    private func makeApp() async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let accounts = Accounts()
        app.services[Accounts.self] = accounts
        try await app.install(Sessions(keys: [Secret("a key that is long enough for HMAC-SHA256 by far")]))
        try await app.install(
            Authentication<Account>(
                .bearer { token, _ in try await accounts.find(digest: AccessToken.digest(of: token)) },
                .session(Login.self) { id, _ in try await accounts.find(id) }.granting { _ in .all }))
        app.get("/me") { (account: Authenticated<Account>) in account.name }
        app.get("/greeting") { (account: Authenticated<Account>?) in "Hello, \(account?.name ?? "stranger")" }

        let hasher = PasswordHasher(parameters: ScryptParameters(logN: 4))
        app.services[PasswordHasher.self] = hasher
        app.post("/register") { (form: Form<LoginForm>, hasher: PasswordHasher, accounts: Accounts) in
            let hash = try await hasher.hash(form.value.password)
            accounts.add(Account(id: 1, name: form.value.name, passwordHash: hash))
            return Response(.created)
        }
        app.post("/login") {
            (form: Form<LoginForm>, hasher: PasswordHasher, accounts: Accounts, session: Session) in
            let account = try await accounts.named(form.value.name)
            let isRight = try await hasher.verify(form.value.password, against: account?.passwordHash) { hash in
                if let account { try await accounts.store(hash, for: account.id) }
            }
            guard isRight, let account else { throw HTTPError(.unauthorized, "The name or the password is wrong.") }
            session.logIn(account.id, as: Login.self)
            return Response.redirect(to: "/me", status: .seeOther)
        }

        app.get("/tracks") { (account: Scoped<Account, ReadTracks>) in "tracks for \(account.name)" }
        app.get("/orders") { (account: Authorized<Staff>) in "orders" }
        app.group("/staff") { staff in
            staff.use(Requiring(Authorized<Staff>.self))
            staff.get("/report") { "for staff" }
        }
        app.put("/albums/{owner:int}") { (owner: Path<Int>, account: Authenticated<Account>) in
            let album = try await account.allowed(EditAlbum.self, on: Album(owner: owner.value))
            return "album of \(album.owner)"
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        try await makeApp().test { (client) async throws in
            #expect(try await client.get("/greeting").text == "Hello, stranger")
            _ = try await client.post("/register", form: ["name": "ada", "password": "secret"])
            #expect(
                try await client.post("/login", form: ["name": "ada", "password": "wrong"]).status == .unauthorized)
            #expect(try await client.post("/login", form: ["name": "eve", "password": "x"]).status == .unauthorized)
            let login = try await client.post(
                "/login", form: ["name": "ada", "password": "secret"], followingRedirects: true)
            #expect(login.text == "ada")
            #expect(try await client.get("/tracks").text == "tracks for ada")
            #expect(try await client.get("/orders").status == .forbidden)
            #expect(try await client.get("/staff/report").status == .forbidden)
            #expect(try await client.put("/albums/1").text == "album of 1")
            #expect(try await client.put("/albums/2").status == .notFound)
            client.cookies.removeAll()
            let bearer: Headers = [.authorization: "Bearer token"]
            #expect(try await client.get("/me", headers: bearer).text == "ada")
            #expect(try await client.get("/tracks", headers: bearer).status == .forbidden)
        }
    }

    struct ShopClaims: Codable, Sendable { var name: String }

    @Test func `tokens`() async throws {
        let secret = Secret("a key that is long enough for HMAC-SHA256 by far")
        let key = try JWTKey.hmac(secret, id: "2026-11")
        let issuer = try JWTIssuer(
            key: key, issuer: "https://shop.example.com", audience: "shop", lifetime: .seconds(900))
        let verifier = JWTVerifier(
            keys: FixedKeys([key]), algorithms: [.hs256], issuer: "https://shop.example.com", audience: "shop")
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(
            Authentication<Account>(
                .jwt(verifier) { (token: VerifiedJWT<ShopClaims>, _) in
                    Account(id: Int(token.subject ?? "") ?? 0, name: token.claims.name)
                }))
        app.get("/tracks") { (account: Scoped<Account, ReadTracks>) in account.name }
        let token = try await issuer.token(subject: "1", scopes: ["tracks:read"], claims: ShopClaims(name: "ada"))
        try await app.test { (client) async throws in
            #expect(try await client.get("/tracks", headers: [.authorization: "Bearer \(token)"]).text == "ada")
        }
    }

    /// Stands for an HTTP client.
    enum HTTPClient {
        static func text(of url: String) async throws -> String { "{\"keys\":[]}" }
    }

    @Test func `keys of others`() async throws {
        let keys = RemoteKeySet {
            try await HTTPClient.text(of: "https://id.example.com/.well-known/jwks.json")
        }
        let verifier = JWTVerifier(
            keys: keys, algorithms: [.rs256], issuer: "https://id.example.com", audience: "shop", type: "at+jwt")
        await #expect(throws: JWTFailure.self) { try await verifier.verify("x", as: ShopClaims.self) }
    }
}
