import Foundation
import HTTPTypes
import MartletAuth
import MartletTesting
import Testing

/// The schemes as clients meet them.
@Suite struct SchemeTests {
    private static let ada = Account(id: 1, name: "ada")

    private func app(_ schemes: AuthenticationScheme<Account>...) async throws -> App {
        let app = makeApp()
        switch schemes.count {
        case 1: try await app.install(Authentication(schemes[0]))
        default: try await app.install(Authentication(schemes[0], schemes[1]))
        }
        app.get("/me") { (account: Authenticated<Account>) in "\(account.name) by \(account.scheme)" }
        app.get("/maybe") { (account: Authenticated<Account>?) in account?.name ?? "nobody" }
        return app
    }

    private static let bearer = AuthenticationScheme<Account>.bearer { token, _ in token == "good" ? ada : nil }
    private static let basic = AuthenticationScheme<Account>.basic(realm: "tea \"room\"") { name, password, _ in
        name == "ada" && password == "pä:ss" ? ada : nil
    }
    private static let headerKey = AuthenticationScheme<Account>.apiKey(header: "X-API-Key") { key, _ in
        AccessToken.isEqual(key, "k1") ? ada : nil
    }

    @Test func `a bearer token is found, missing, wrong or unreadable`() async throws {
        try await app(Self.bearer).test { (client) async throws in
            let good = try await client.get("/me", headers: .authorization("bearer  good"))
            #expect(good.text == "ada by bearer")
            #expect(good.headers[.cacheControl] == "private")
            #expect(good.headers[.vary] == "Authorization")

            let missing = try await client.get("/me")
            #expect(missing.status == .unauthorized)
            #expect(missing.headers[.wwwAuthenticate] == #"Bearer realm="api""#)
            #expect(missing.text == "401 Unauthorized\nExpected a bearer token.\n")

            let wrong = try await client.get("/me", headers: .authorization("Bearer bad"))
            #expect(wrong.status == .unauthorized)
            #expect(
                wrong.headers[.wwwAuthenticate]
                    == #"Bearer realm="api", error="invalid_token", error_description="The token is not valid.""#)

            for text in ["Bearer", "Bearer ", "Bearer a b", "Bearer =", "Bearer gööd", "Bearer a=b"] {
                let response = try await client.get("/me", headers: .authorization(text))
                #expect(response.status == .badRequest, "\(text)")
                #expect(response.headers[.wwwAuthenticate]?.contains(#"error="invalid_request""#) == true)
            }
            let empty = try await client.get("/me", headers: .authorization("Bearer "))
            #expect(empty.text.contains("There is no token behind Bearer."))
            let odd = try await client.get("/me", headers: .authorization("Bearer a b"))
            #expect(odd.text.contains("The bearer token has a character that tokens do not have."))
            for text in ["Digest x", "Bearerx good", "", "Basic YWRhOnBhc3M="] {
                #expect(try await client.get("/me", headers: .authorization(text)).status == .unauthorized, "\(text)")
            }
        }
    }

    @Test func `an API may have another word before its tokens`() async throws {
        let token = AuthenticationScheme<Account>.bearer(scheme: "Token") { token, _ in
            token == "good" ? Self.ada : nil
        }
        #expect(token.description.kind == .http(scheme: "Token", bearerFormat: nil))
        try await app(token).test { (client) async throws in
            for text in ["Token good", "token good"] {
                #expect(try await client.get("/me", headers: .authorization(text)).text == "ada by bearer")
            }
            for text in ["Token bad", "Bearer good"] {
                let response = try await client.get("/me", headers: .authorization(text))
                #expect(response.status == .unauthorized, "\(text)")
                #expect(response.headers[.wwwAuthenticate] == #"Token realm="api""#)
            }
            let missing = try await client.get("/me")
            #expect(missing.text == "401 Unauthorized\nExpected credentials of the scheme Token.\n")
            #expect(try await client.get("/me", headers: .authorization("Token a b")).status == .badRequest)
        }
    }

    @Test func `a user is optional only where there are no credentials`() async throws {
        try await app(Self.bearer).test { (client) async throws in
            #expect(try await client.get("/maybe").text == "nobody")
            #expect(try await client.get("/maybe", headers: .authorization("Bearer good")).text == "ada")
            #expect(try await client.get("/maybe", headers: .authorization("Bearer bad")).status == .unauthorized)
            #expect(try await client.get("/maybe", headers: .authorization("Bearer a b")).status == .badRequest)
        }
    }

    @Test func `two lines of Authorization are refused`() async throws {
        try await app(Self.bearer, Self.basic).test { (client) async throws in
            var headers = Headers.authorization("Bearer good")
            headers.append(.authorization, "Bearer bad")
            #expect(try await client.get("/me", headers: headers).status == .badRequest)
            headers = .authorization("Basic YWRhOnBhc3M=")
            headers.append(.authorization, "Bearer good")
            #expect(try await client.get("/me", headers: headers).status == .badRequest)
        }
    }

    @Test func `HTTP Basic is UTF-8 in Base64 and nothing else`() async throws {
        func encoded(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }
        try await app(Self.basic).test { (client) async throws in
            // The password may hold colons (RFC 7617 §2).
            #expect(try await client.get("/me", headers: .authorization(encoded("ada:pä:ss"))).text == "ada by basic")
            let wrong = try await client.get("/me", headers: .authorization(encoded("ada:pass")))
            #expect(wrong.status == .unauthorized)
            #expect(wrong.headers[.wwwAuthenticate] == #"Basic realm="tea \"room\"", charset="UTF-8""#)
            #expect(wrong.text == "401 Unauthorized\nThe name or the password is wrong.\n")
            let unknown = try await client.get("/me", headers: .authorization(encoded("eve:pass")))
            #expect(unknown.text == wrong.text)
            let malformed = [
                "Basic", "Basic ", "Basic !!!!", "Basic YWRh", "Basic YWRhOnBhc3M", encoded("ada"),
                encoded("ada:pa\0ss"),
                encoded("ada\r\nX: y:pass"), encoded("ada:\u{7F}"),
                "Basic " + Data([0x61, 0x3A, 0xFF]).base64EncodedString(),
                encoded("ada:pass") + "====", encoded("ada:pass") + " x",
            ]
            for text in malformed {
                let response = try await client.get("/me", headers: .authorization(text))
                #expect(response.status == .badRequest, "\(text)")
            }
        }
    }

    @Test func `API keys stand in their one place`() async throws {
        let name = try #require(HTTPField.Name("X-API-Key"))
        try await app(Self.headerKey).test { (client) async throws in
            #expect(try await client.get("/me", headers: [name: "k1"]).text == "ada by apiKey")
            #expect(try await client.get("/me", headers: [name: "k1"]).headers[.vary] == "X-API-Key")
            let missing = try await client.get("/me")
            #expect(missing.headers[.wwwAuthenticate] == #"ApiKey realm="api", in="header", name="X-API-Key""#)
            #expect(missing.text == "401 Unauthorized\nExpected an API key in the header field X-API-Key.\n")
            for value in ["k2", "", "k1,k1", "k1 k2", "K1"] {
                #expect(try await client.get("/me", headers: [name: value]).status == .unauthorized, "\(value)")
            }
            // Another place, another spelling, another line.
            #expect(try await client.get("/me?X-API-Key=k1").status == .unauthorized)
            let underscores = try #require(HTTPField.Name("X_API_Key"))
            #expect(try await client.get("/me", headers: [underscores: "k1"]).status == .unauthorized)
            #expect(try await client.get("/me", headers: [.cookie: "X-API-Key=k1"]).status == .unauthorized)
            var twice: Headers = [name: "k1"]
            twice.append(name, "k1")
            let response = try await client.get("/me", headers: twice)
            #expect(response.status == .badRequest)
            #expect(response.text.contains("The API key X-API-Key stands there more than once."))
        }
        let query = AuthenticationScheme<Account>.apiKey(query: "key") { key, _ in key == "k 1" ? Self.ada : nil }
        try await app(query).test { (client) async throws in
            #expect(try await client.get("/me?key=k%201").text == "ada by apiKey")
            #expect(try await client.get("/me?key=k%201&key=k%201").status == .badRequest)
            #expect(try await client.get("/me?key=%FF").status == .badRequest)
            #expect(try await client.get("/me", headers: [name: "k 1"]).status == .unauthorized)
        }
        let cookie = AuthenticationScheme<Account>.apiKey(cookie: "key") { key, _ in key == "k1" ? Self.ada : nil }
        try await app(cookie).test { (client) async throws in
            #expect(try await client.get("/me", headers: [.cookie: "a=b; key=k1"]).text == "ada by apiKey")
            #expect(try await client.get("/me?key=k1").status == .unauthorized)
        }
    }

    @Test func `the first scheme that finds credentials decides, and all of them are asked for`() async throws {
        let name = try #require(HTTPField.Name("X-API-Key"))
        try await app(Self.headerKey, Self.basic).test { (client) async throws in
            let missing = try await client.get("/me")
            #expect(
                missing.headers[values: .wwwAuthenticate] == [
                    #"ApiKey realm="api", in="header", name="X-API-Key""#,
                    #"Basic realm="tea \"room\"", charset="UTF-8""#,
                ])
            #expect(
                missing.text
                    == "401 Unauthorized\nExpected an API key in the header field X-API-Key, or a name and a password (HTTP Basic).\n"
            )
            let basic = "Basic " + Data("ada:pä:ss".utf8).base64EncodedString()
            #expect(try await client.get("/me", headers: .authorization(basic)).text == "ada by basic")
            var both = Headers.authorization(basic)
            both.append(name, "wrong")
            #expect(try await client.get("/me", headers: both).status == .unauthorized)
        }
    }

    enum Login: SessionKey {
        static let name = "account"
        typealias Value = Int
    }

    @Test func `a session logs in and out, and is emptied at login`() async throws {
        let app = makeApp()
        try await app.install(Sessions(keys: [Secret("a key that is long enough for HMAC-SHA256 by far")]))
        let session = AuthenticationScheme<Account>.session(Login.self) { id, _ in
            id == 1 ? Account(id: 1, name: "ada") : nil
        }
        try await app.install(Authentication(session.granting { _ in .all }))
        app.post("/login/{id:int}") { (id: Path<Int>, session: Session) in
            session.logIn(id.value, as: Login.self)
            return session.names.joined(separator: ",")
        }
        app.post("/cart") { (session: Session) in
            session.set("cart", [1])
            return "kept"
        }
        app.post("/logout") { (session: Session) in
            session.clear()
            return "bye"
        }
        app.get("/me") { (account: Scoped<Account, WriteTracks>) in account.name }
        try await app.test { (client) async throws in
            let missing = try await client.get("/me")
            #expect(missing.status == .unauthorized)
            #expect(missing.headers[.wwwAuthenticate] == #"Session realm="site""#)
            _ = try await client.post("/cart")
            #expect(try await client.post("/login/1").text == "account")
            #expect(try await client.get("/me").text == "ada")
            _ = try await client.post("/logout")
            #expect(try await client.get("/me").status == .unauthorized)
            _ = try await client.post("/login/2")
            #expect(try await client.get("/me").text.contains("The session is over; log in again."))
        }
    }

    @Test func `a session is described by the cookie that it has`() async throws {
        let session = AuthenticationScheme<Account>.session(Login.self) { _, _ in nil }
        let described = session.described(as: .apiKey(in: .cookie, name: "other")).named("other")
        let app = makeApp()
        try await app.install(
            Sessions(keys: [Secret("a key that is long enough for HMAC-SHA256 by far")], cookie: "sid"))
        try await app.install(Authentication(session.granting { _ in .all }, described))
        app.get("/me") { (account: Authenticated<Account>) in account.name }
        let schemes = Authenticated<Account>.security.schemes(in: app.services)
        #expect(schemes.map(\.kind) == ["sid", "other"].map { .apiKey(in: .cookie, name: $0) })
        try await app.test { (client) async throws in
            let refusal = try await client.get("/me").text
            #expect(refusal == "401 Unauthorized\nExpected the cookie sid, or the cookie other.\n")
        }
    }

    @Test func `a scheme of an application's own`() async throws {
        let own = AuthenticationScheme<Account>(SecuritySchemeDescription(id: "certificate", kind: .mutualTLS)) {
            request in
            switch request.headers[.userAgent] {
            case nil: .absent
            case "ada": .accepted(Grant(Self.ada))
            default: .refused("The certificate is not known.")
            }
        }
        try await app(own).test { (client) async throws in
            #expect(try await client.get("/me", headers: [.userAgent: "ada"]).text == "ada by certificate")
            #expect(try await client.get("/me").text == "401 Unauthorized\nExpected a client certificate.\n")
            #expect(
                try await client.get("/me", headers: [.userAgent: "eve"]).text
                    == "401 Unauthorized\nThe certificate is not known.\n")
        }
    }

    @Test func `what is missing or twice stops the start`() async throws {
        let app = makeApp()
        app.get("/me") { (account: Authenticated<Account>) in account.name }
        app.group("/staff").use(Requiring(Scoped<Account, ReadTracks>.self))
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.problems.first?.hasSuffix(
                "; install Authentication<Account>(…) with its schemes") == true)
        #expect(error?.problems.first?.hasPrefix("no Authenticated<Account> is there for GET /me at ") == true)

        let twice = try await self.app(Self.bearer, Self.bearer)
        let second = await #expect(throws: BootError.self) { try await twice.test { _ in } }
        #expect(
            second?.problems == [
                #"Authentication<Account> has two schemes named `bearer`; give one another name: .named("bearer2")"#
            ])
    }

    @Test func `a scheme of sessions needs sessions, from the start`() async throws {
        let session = AuthenticationScheme<Account>.session(Login.self) { _, _ in Self.ada }
        let app = try await self.app(Self.bearer, session.granting { _ in .all })
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems == ["no Session is there for Authentication<Account>; install Sessions()"])

        // In whatever order they are installed, and whoever brings the sessions along.
        let shop = try await self.app(session)
        let site = makeApp()
        site.mount("/shop", shop)
        try await site.install(Sessions(keys: [Secret("a key that is long enough for HMAC-SHA256 by far")]))
        try await site.test { (client) async throws in
            #expect(try await client.get("/shop/me").status == .unauthorized)
        }
    }

    @Test func `tokens are random, and compare by their digests`() {
        let token = AccessToken(prefix: "shop")
        #expect(token.text.hasPrefix("shop_"))
        #expect(token.text.utf8.count == 48)
        #expect(AccessToken(prefix: "shop").text != token.text)
        #expect(AccessToken(prefix: nil).text.utf8.count == 43)
        #expect(token.digest.utf8.count == 64)
        #expect("\(token)" == "(token)")
        #expect(
            AccessToken.digest(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(AccessToken.isEqual("a", "a"))
        #expect(!AccessToken.isEqual("a", "ab"))
        #expect(!AccessToken.isEqual("", "a"))
    }
}
