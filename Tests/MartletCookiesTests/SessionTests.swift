import Foundation
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletCookies

private enum Visits: SessionKey {
    static let name = "visits"
    typealias Value = Int
}

private struct Cart: Codable, Sendable, Equatable {
    var tracks: [Int]
    var note: String?
}

private enum CartKey: SessionKey {
    static let name = "cart"
    typealias Value = Cart
}

/// Sessions as a browser meets them.
@Suite struct SessionTests {
    private static let key = Secret("the first key that is long enough for HMAC-SHA256")
    private static let newKey = Secret("another key that is long enough for HMAC-SHA256")

    private func app(_ sessions: Sessions = Sessions(keys: [key])) async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]))
        try await app.install(sessions)
        app.get("/") { "no session here" }
        app.get("/visit") { (session: Session) in
            session[Visits.self, default: 0] += 1
            return "\(session[Visits.self] ?? 0)"
        }
        app.get("/look") { (session: Session) in session.names.joined(separator: ",") }
        app.get("/cart") { (request: Request) in
            try request.session[CartKey.self] = Cart(tracks: [1, 2], note: "größer ✓")
            return "\(try request.session[CartKey.self]?.note ?? "-")"
        }
        app.get("/cart/read") { (session: Session) in JSON(session[CartKey.self] ?? Cart(tracks: [])) }
        app.get("/logout") { (session: Session) in
            session.clear()
            return "bye"
        }
        app.get("/fill/{bytes:int}") { (bytes: Path<Int>, session: Session) in
            session.set("blob", String(repeating: "x", count: bytes.value))
            return "filled"
        }
        app.get("/nan") { (session: Session) in
            session.set("number", Double.nan)
            return "set"
        }
        return app
    }

    @Test func `a session lasts from request to request`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/visit").text == "1")
            #expect(try await client.get("/visit").text == "2")
            #expect(try await client.get("/cart").text == "größer ✓")
            #expect(try await client.get("/cart/read").text == #"{"tracks":[1,2],"note":"größer ✓"}"#)
            #expect(try await client.get("/look").text == "cart,visits")
            client.cookies.removeAll()
            #expect(try await client.get("/visit").text == "1")
        }
    }

    @Test func `the cookie is careful, and sent only when something changed`() async throws {
        try await app().test { (client) async throws in
            let untouched = try await client.get("/")
            #expect(untouched.headers[.setCookie] == nil)
            #expect(untouched.headers[.vary] == nil)
            let first = try await client.get("/visit")
            let cookie = try #require(first.headers[.setCookie])
            #expect(cookie.hasPrefix("session="))
            #expect(cookie.hasSuffix("; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax"))
            #expect(first.headers[.vary] == "Cookie")
            let look = try await client.get("/look")
            #expect(look.text == "visits")
            #expect(look.headers[.setCookie] == nil)
            #expect(look.headers[.vary] == "Cookie")
            let out = try await client.get("/logout")
            #expect(out.headers[.setCookie]?.contains("session=; Path=/; Max-Age=0") == true)
            #expect(client.cookies["session"] == nil)
            #expect(try await client.get("/logout").headers[.setCookie] == nil)
        }
    }

    @Test func `over HTTPS the cookie is secure`() async throws {
        let app = try await app()
        app.server.trustedProxies = ["127.0.0.1"]
        try await app.test(.live) { (client) async throws in
            let response = try await client.get("/visit", headers: [.known("X-Forwarded-Proto"): "https"])
            #expect(response.headers[.setCookie]?.contains("; Secure; HttpOnly") == true)
        }
    }

    @Test func `a cookie that was changed counts for nothing`() async throws {
        try await app().test { (client) async throws in
            _ = try await client.get("/visit")
            let token = try #require(client.cookies["session"])
            let parts = token.split(separator: ".").map(String.init)
            #expect(parts.count == 3)
            let other = try CookieSigner(keys: [Self.newKey], purpose: "session session").sign(#"{"visits":99}"#)
            let otherPurpose = try CookieSigner(keys: [Self.key], purpose: "mail").sign(#"{"visits":99}"#)
            let forged = [
                "", "x", "..", "a.b.c", token + "x", String(token.dropLast()), other, otherPurpose,
                Base64URL.encode(.init(#"{"visits":99}"#.utf8)) + ".\(parts[1]).\(parts[2])",
                "\(parts[0]).\((Int(parts[1]) ?? 0) + 1).\(parts[2])",
            ]
            for token in forged {
                client.cookies["session"] = token
                #expect(try await client.get("/visit").text == "1", "\(token)")
            }
            client.cookies["session"] = token
            #expect(try await client.get("/visit").text == "2")
        }
    }

    @Test func `keys can be changed without losing sessions`() async throws {
        let signed = try await app().test { client in
            _ = try await client.get("/visit")
            return try #require(client.cookies["session"])
        }
        try await app(Sessions(keys: [Self.newKey, Self.key])).test { (client) async throws in
            client.cookies["session"] = signed
            #expect(try await client.get("/visit").text == "2")
            let renewed = try #require(client.cookies["session"])
            let signer = try CookieSigner(keys: [Self.newKey], purpose: "session session")
            #expect(signer.verify(renewed) == #"{"visits":2}"#)
        }
        try await app(Sessions(keys: [Self.newKey])).test { (client) async throws in
            client.cookies["session"] = signed
            #expect(try await client.get("/visit").text == "1")
        }
    }

    @Test func `an old session has expired, an ageing one is renewed`() async throws {
        let signer = try CookieSigner(keys: [Self.key], purpose: "session session")
        let now = Int(Date().timeIntervalSince1970)
        try await app(Sessions(keys: [Self.key], lifetime: .seconds(1_000))).test { (client) async throws in
            client.cookies["session"] = signer.sign(#"{"visits":7}"#, at: now - 1_001)
            #expect(try await client.get("/look").text == "")
            client.cookies["session"] = signer.sign(#"{"visits":7}"#, at: now - 600)
            let renewed = try await client.get("/look")
            #expect(renewed.text == "visits")
            #expect(renewed.headers[.setCookie] != nil)
            client.cookies["session"] = signer.sign(#"{"visits":7}"#, at: now - 300)
            #expect(try await client.get("/look").headers[.setCookie] == nil)
        }
    }

    @Test func `a session too large for one cookie is an error that names the largest value`() async throws {
        let app = try await app()
        app.isDevelopment = true
        try await app.test { (client) async throws in
            #expect(try await client.get("/fill/2500").text == "filled")
            let tooLarge = try await client.get("/fill/4000", headers: [.accept: "text/html"])
            #expect(tooLarge.status == .internalServerError)
            #expect(tooLarge.text.contains("its largest values are `blob` (4004)"))
            #expect(try await client.get("/nan").status == .internalServerError)
        }
    }

    @Test func `keys come from the settings`() async throws {
        func boot(_ environment: [String: String]) async throws {
            let app = App(settings: Settings(dotEnv: nil, environment: environment))
            try await app.install(Sessions())
            _ = try app.build()
        }
        try await boot(["SECRET_KEY": "\(Self.newKey.value)"])
        try await boot(["MARTLET_ENV": "development"])
        let missing = await #expect(throws: BootError.self) { try await boot([:]) }
        #expect(missing?.description.contains("the setting SECRET_KEY is missing") == true)
        let short = await #expect(throws: BootError.self) { try await boot(["SECRET_KEY": "short"]) }
        #expect(short?.description.contains("has 5 bytes, but needs 32") == true)
        #expect(short?.description.contains("short") == false)
    }

    @Test func `without the extension the error says what to do`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]))
        app.isDevelopment = true
        app.get("/") { (session: Session) in "never" }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.description.hasSuffix("; install Sessions()") == true)
        // What asks for the session inside of a handler is found when it runs.
        let late = App(settings: Settings(dotEnv: nil, environment: [:]))
        late.isDevelopment = true
        late.get("/") { (request: Request) in "\(try request.session.names)" }
        try await late.test { (client) async throws in
            let response = try await client.get("/", headers: [.accept: "text/html"])
            #expect(response.status == .internalServerError)
            #expect(response.text.contains("install `Sessions()`"))
        }
    }

    @Test func `a key that was made up is told when the server listens, and not before`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: ["MARTLET_ENV": "development"]))
        try await app.install(Sessions())
        #expect(app.notices == ["sessions end with this process: SECRET_KEY is not set"])
    }

    @Test func `flash messages are seen once`() async throws {
        let app = try await app()
        app.post("/save") { (request: Request) in
            try request.flash("Saved <1>", .success)
            try request.flash("And more")
            return Response.redirect(to: "/messages")
        }
        app.get("/messages") { (request: Request) in
            // Asking twice in one request gives the same.
            _ = try request.flashes()
            return try request.flashes().map { "\($0.category): \($0.message)" }.joined(separator: "|")
        }
        try await app.test { (client) async throws in
            let page = try await client.post("/save", followingRedirects: true)
            #expect(page.text == "success: Saved <1>|info: And more")
            #expect(try await client.get("/messages").text == "")
            #expect(client.cookies["session"] == nil)
        }
    }
}
