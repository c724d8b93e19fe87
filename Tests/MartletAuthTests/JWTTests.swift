import Crypto
import Foundation
import MartletCookies
import MartletTesting
import Testing

@testable import MartletAuth

private struct ShopClaims: Codable, Sendable, Equatable {
    var name: String
    var born: Date?
}

/// Tokens that are right, and those that are not.
@Suite struct JWTTests {
    private static let time = 1_800_000_000

    private static func now(_ offset: Double = 0) -> @Sendable () -> Date {
        { Date(timeIntervalSince1970: Double(time) + offset) }
    }

    private func verifier(
        _ keys: [JWTKey]? = nil, algorithms: Set<SigningAlgorithm> = Set(SigningAlgorithm.allCases),
        type: String? = nil,
        leeway: Duration = .zero, maximumAge: Duration? = nil, at offset: Double = 0
    ) throws -> JWTVerifier {
        JWTVerifier(
            keys: FixedKeys(try keys ?? [.hmac(Secret(TestKeys.secret))]), algorithms: algorithms, issuer: "me",
            audience: "shop", type: type, leeway: leeway, maximumAge: maximumAge, now: Self.now(offset))
    }

    private func payload(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "iss": #""me""#, "aud": #""shop""#, "sub": #""7""#, "exp": "\(Self.time + 60)", "name": #""ada""#,
        ]
        for (name, value) in changes { members.updateValue(value, forKey: name) }
        return "{"
            + members.sorted { $0.key < $1.key }.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
            .joined(separator: ",") + "}"
    }

    private func failure(_ token: String, _ verifier: JWTVerifier) async -> JWTFailure? {
        do {
            _ = try await verifier.verify(token, as: ShopClaims.self)
            return nil
        } catch { return error as? JWTFailure }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `every algorithm signs and verifies`(_ algorithm: SigningAlgorithm) async throws {
        let (own, published) = try TestKeys.pair(algorithm)
        #expect(own.canSign)
        #expect(published.canSign == (algorithm.family == .hmac))
        let issuer = try JWTIssuer(
            key: own, issuer: "me", audience: "shop", lifetime: .seconds(60), now: Self.now())
        let claims = ShopClaims(name: "ada", born: Date(timeIntervalSince1970: 5))
        let token = try await issuer.token(subject: "7", scopes: ["b", "a"], claims: claims)
        let verified = try await verifier([published], at: 59).verify(token, as: ShopClaims.self)
        #expect(verified.claims == claims)
        #expect(verified.subject == "7")
        #expect(verified.issuer == "me")
        #expect(verified.audience == ["shop"])
        #expect(verified.scopes == ["a", "b"])
        #expect(verified.expires == Date(timeIntervalSince1970: Double(Self.time + 60)))
        #expect(verified.id?.count == 36)
        // One bit of the signature, of the payload, and of the header.
        let parts = token.split(separator: ".").map(String.init)
        for index in 0..<3 {
            var changed = parts
            let data = try #require(Base64URL.decodeStrictly(changed[index][...]))
            var bytes = Array(data)
            bytes[bytes.count / 2] ^= 1
            changed[index] = Base64URL.encode(Data(bytes))
            #expect(await failure(changed.joined(separator: "."), try verifier([published])) != nil)
        }
        #expect(await failure("\(parts[0]).\(parts[1]).", try verifier([published])) == .signature)
        #expect(await failure("\(parts[0]).\(parts[1]).AAAA", try verifier([published])) == .signature)
        guard !published.canSign else { return }
        #expect(throws: JWTKeyError.self) {
            try JWTIssuer(key: published, issuer: "me", audience: "shop", lifetime: .seconds(1))
        }
        // What is published can be read again.
        let set = try await JWTKey.keys(inSet: JWTKey.publicSet(of: [own]))
        #expect(set.map(\.algorithm) == [algorithm])
        #expect(set.map(\.id) == ["k"])
        _ = try await verifier(set).verify(token, as: ShopClaims.self)
    }

    @Test func `no algorithm is no signature`() async throws {
        for name in ["none", "None", "NONE", "", "hs256", "HS1", "RSA-OAEP", "null"] {
            for signature in ["", "AA"] {
                let token = TokenForge.token(header: #"{"alg":"\#(name)"}"#, payload: payload()) + signature
                #expect(await failure(token, try verifier()) == .algorithm, "\(name)")
            }
        }
        #expect(await failure(TokenForge.token(header: "{}", payload: payload()), try verifier()) == .malformed)
        #expect(
            await failure(TokenForge.token(header: #"{"alg":null}"#, payload: payload()), try verifier()) == .malformed)
    }

    @Test func `a public key is no secret`() async throws {
        let published = try JWTKey.pem(TestKeys.rsaPublic, .rs256, id: "k")
        // The classic confusion: HMAC with the text of the public key, which everybody has.
        for text in [TestKeys.rsaPublic, TestKeys.rsaPublic + "\n"] {
            let token = TokenForge.token(
                header: #"{"alg":"HS256","kid":"k"}"#, payload: payload(), sign: TokenForge.hmac(text))
            #expect(await failure(token, try verifier([published])) == .unknownKey)
        }
        #expect(
            throws: JWTKeyError.self, "a key in PEM"
        ) { try JWTKey.hmac(Secret(TestKeys.rsaPublic)) }
        // A token of one RSA algorithm is not one of another with the same key.
        let (own, _) = try TestKeys.pair(.rs256)
        let issuer = try JWTIssuer(key: own, issuer: "me", audience: "shop", lifetime: .seconds(60), now: Self.now())
        let token = try await issuer.token(subject: "7", claims: ShopClaims(name: "ada"))
        #expect(await failure(token, try verifier([.pem(TestKeys.rsaPublic, .ps256, id: "k")])) == .unknownKey)
        #expect(await failure(token, try verifier([published], algorithms: [.es256])) == .algorithm)
        let other = try #require(TestKeys.otherRSA).publicKey.pemRepresentation
        #expect(await failure(token, try verifier([.pem(other, .rs256, id: "k")])) == .signature)
    }

    @Test func `keys that do not fit are refused when they are made`() throws {
        func message(_ make: () throws -> JWTKey) -> String {
            do {
                _ = try make()
                return ""
            } catch { return "\(error)" }
        }
        #expect(
            message { try .hmac(Secret("short")) }
                == "the secret has 5 bytes, but HS256 needs 32: `openssl rand -base64 32` makes one")
        #expect(
            message { try .hmac(Secret(String(repeating: "x", count: 63)), .hs512) }
                == "the secret has 63 bytes, but HS512 needs 64: `openssl rand -base64 64` makes one")
        #expect(
            message { try .hmac(Secret(TestKeys.secret), .rs256) }
                == "RS256 takes an RSA key, not a secret; use JWTKey.pem(…)")
        #expect(message { try .pem(TestKeys.rsaPublic, .es256) } == "ES256 takes an EC key in PEM; the text is none")
        #expect(message { try .pem("nothing", .edDSA) } == "EdDSA takes an Ed25519 key in PEM; the text is none")
        #expect(
            message { try .pem(TestKeys.rsaPublic, .hs256) }
                == "HS256 takes a secret, not a key in PEM; use JWTKey.hmac(…)")
        // A key of another curve is none of this algorithm.
        #expect(message { try .pem(TestKeys.p384.publicKey.pemRepresentation, .es256) }.hasSuffix("the text is none"))
    }

    @Test func `tokens are issued for a second to a century`() async throws {
        let key = try JWTKey.hmac(Secret(TestKeys.secret))
        func issuer(_ lifetime: Duration) throws -> JWTIssuer {
            try JWTIssuer(key: key, issuer: "me", audience: "shop", lifetime: lifetime, now: Self.now())
        }
        for lifetime: Duration in [
            .seconds(Int64.max), .seconds(101 * 366 * 86_400), .milliseconds(999), .zero, .seconds(-1),
            .seconds(Int64.min),
        ] {
            #expect(throws: JWTKeyError.self, "\(lifetime)") { try issuer(lifetime) }
        }
        let error = #expect(throws: JWTKeyError.self) { try issuer(.zero) }
        #expect(error?.description == "tokens are valid for a second to 100 years, not for 0.0 seconds")
        for lifetime: Duration in [.seconds(1), .seconds(Int64(100 * 365 * 86_400))] {
            let token = try await issuer(lifetime).token(subject: "7", claims: ShopClaims(name: "ada", born: nil))
            let read = try await verifier().verify(token, as: ShopClaims.self)
            #expect(read.expires == Self.now(lifetime / .seconds(1))())
        }
    }

    @Test func `the name of a key chooses among keys and does nothing else`() async throws {
        let other = "another secret of the tests that has more than thirty-two bytes"
        let keys = [try JWTKey.hmac(Secret(TestKeys.secret), id: "new"), try JWTKey.hmac(Secret(other), id: "old")]
        func token(_ kid: String, _ secret: String = TestKeys.secret) -> String {
            TokenForge.token(
                header: #"{"alg":"HS256","kid":\#(kid)}"#, payload: payload(), sign: TokenForge.hmac(secret))
        }
        #expect(await failure(token(#""new""#), try verifier(keys)) == nil)
        #expect(await failure(token(#""old""#, other), try verifier(keys)) == nil)
        // The right signature by the wrong name.
        #expect(await failure(token(#""old""#), try verifier(keys)) == .signature)
        let hostile = [
            #""../../dev/null""#, #""/dev/null""#, #""' OR 1=1 --""#, #""http://evil.example.com/jwks""#, #""""#,
            #""new\u0000""#, #""NEW""#,
        ]
        for kid in hostile {
            #expect(await failure(token(kid), try verifier(keys)) == .unknownKey, "\(kid)")
            // `/dev/null` as a key: a signature with an empty secret.
            #expect(await failure(token(kid, ""), try verifier(keys)) == .unknownKey, "\(kid)")
        }
        #expect(
            await failure(token("\"" + String(repeating: "k", count: 257) + "\""), try verifier(keys)) == .malformed)
        #expect(await failure(token("7"), try verifier(keys)) == .malformed)
        #expect(await failure(token(#"["new"]"#), try verifier(keys)) == .malformed)
        // Without a name each key of the algorithm is tried.
        let unnamed = TokenForge.signed(payload: payload())
        #expect(await failure(unnamed, try verifier(keys)) == nil)
    }

    @Test func `keys that a token brings along do not count`() async throws {
        let mine = "a secret that an attacker has made up, which is long enough too"
        let jwk = #"{"kty":"oct","k":"\#(Base64URL.encode(Data(mine.utf8)))"}"#
        for extra in [#""jwk":\#(jwk)"#, #""jku":"https://evil.example.com""#, #""x5u":"https://evil.example.com""#] {
            let token = TokenForge.token(
                header: #"{"alg":"HS256",\#(extra)}"#, payload: payload(), sign: TokenForge.hmac(mine))
            #expect(await failure(token, try verifier()) == .signature)
        }
        for critical in [#"["exp"]"#, "[]", #"["b64"]"#] {
            let token = TokenForge.signed(
                header: #"{"alg":"HS256","b64":false,"crit":\#(critical)}"#, payload: payload())
            #expect(await failure(token, try verifier()) == .malformed)
        }
    }

    @Test func `times are kept to the second, with leeway`() async throws {
        let token = TokenForge.signed(payload: payload())
        #expect(await failure(token, try verifier(at: 59.9)) == nil)
        #expect(await failure(token, try verifier(at: 60)) == .expired)
        #expect(await failure(token, try verifier(leeway: .seconds(2), at: 61)) == nil)
        #expect(await failure(token, try verifier(leeway: .seconds(2), at: 62)) == .expired)
        let later = TokenForge.signed(payload: payload(["nbf": "\(Self.time + 10)"]))
        #expect(await failure(later, try verifier(at: 9)) == .notYetValid)
        #expect(await failure(later, try verifier(at: 10)) == nil)
        #expect(await failure(later, try verifier(leeway: .seconds(1), at: 9)) == nil)
        for exp in [nil, "0", "-1", "1e-300", "-1e300"] as [String?] {
            #expect(await failure(TokenForge.signed(payload: payload(["exp": exp])), try verifier()) == .expired)
        }
        for exp in [#""1800000060""#, "true", "{}", "1e999"] {
            #expect(
                await failure(TokenForge.signed(payload: payload(["exp": exp])), try verifier()) == .claims, "\(exp)")
        }
        #expect(await failure(TokenForge.signed(payload: payload(["exp": "1e300"])), try verifier()) == nil)
        let aged = TokenForge.signed(payload: payload(["iat": "\(Self.time - 100)"]))
        #expect(await failure(aged, try verifier(maximumAge: .seconds(100))) == nil)
        #expect(await failure(aged, try verifier(maximumAge: .seconds(99))) == .expired)
        #expect(await failure(token, try verifier(maximumAge: .seconds(99))) == .expired)
    }

    @Test func `issuer, audience and type have to be the ones asked for`() async throws {
        for issuer in [nil, #""you""#, #""ME""#, #""me ""#] as [String?] {
            #expect(await failure(TokenForge.signed(payload: payload(["iss": issuer])), try verifier()) == .issuer)
        }
        for audience in [nil, #""shops""#, "[]", #"["a","b"]"#] as [String?] {
            #expect(await failure(TokenForge.signed(payload: payload(["aud": audience])), try verifier()) == .audience)
        }
        #expect(await failure(TokenForge.signed(payload: payload(["aud": #"["a","shop"]"#])), try verifier()) == nil)
        #expect(await failure(TokenForge.signed(payload: payload(["aud": "7"])), try verifier()) == .claims)
        let token = TokenForge.signed(payload: payload())
        #expect(await failure(token, try verifier(type: "at+jwt")) == .type)
        for type in ["at+jwt", "AT+JWT", "application/at+jwt"] {
            let access = TokenForge.signed(header: #"{"alg":"HS256","typ":"\#(type)"}"#, payload: payload())
            #expect(await failure(access, try verifier(type: "at+jwt")) == nil)
        }
        #expect(await failure(TokenForge.signed(payload: payload(["name": nil])), try verifier()) == .claims)
    }

    @Test func `scopes are read as providers write them`() async throws {
        for (name, value) in [
            ("scope", #""a b""#), ("scope", #"["a","b"]"#), ("scp", #"["b","a"]"#), ("scp", #""b  a""#),
        ] {
            let token = TokenForge.signed(payload: payload([name: value]))
            #expect(try await verifier().verify(token, as: NoClaims.self).scopes == ["a", "b"])
        }
    }

    @Test func `what is no token is refused`() async throws {
        let good = TokenForge.signed(payload: payload())
        let parts = good.split(separator: ".").map(String.init)
        let texts = [
            "", ".", "..", "...", "a.b.c", good + ".", "." + good, good + ".x", "\(parts[0]).\(parts[1])", " " + good,
            good + "=", good + "\n", "\(parts[0]).\(parts[1])=.\(parts[2])", "\(parts[0])\n.\(parts[1]).\(parts[2])",
            TokenForge.signed(header: "[]", payload: payload()), TokenForge.signed(header: "{", payload: payload()),
            String(repeating: "a", count: 20_000), String(repeating: ".", count: 10_000),
        ]
        for text in texts { #expect(await failure(text, try verifier()) == .malformed, "\(text.prefix(80))") }
        for payload in ["", "[]", "7", "{", "null", String(repeating: "[", count: 5_000)] {
            #expect(await failure(TokenForge.signed(payload: payload), try verifier()) == .claims)
        }
    }

    @Test func `as a scheme`() async throws {
        let app = makeApp()
        let verifier = try verifier()
        try await app.install(
            Authentication<Account>(
                .jwt(verifier) { (token: VerifiedJWT<ShopClaims>, _) in
                    token.subject == "7" ? Account(id: 7, name: token.claims.name) : nil
                }))
        app.get("/me") { (account: Scoped<Account, ReadTracks>) in account.name }
        try await app.test { (client) async throws in
            func get(_ token: String) async throws -> TestResponse {
                try await client.get("/me", headers: .authorization("Bearer \(token)"))
            }
            let good = TokenForge.signed(payload: payload(["scope": #""tracks:read""#]))
            #expect(try await get(good).text == "ada")
            #expect(try await get(TokenForge.signed(payload: payload())).status == .forbidden)
            let expired = try await get(TokenForge.signed(payload: payload(["exp": "1"])))
            #expect(expired.status == .unauthorized)
            #expect(
                expired.headers[.wwwAuthenticate]
                    == #"Bearer realm="api", error="invalid_token", error_description="The token has expired.""#)
            #expect(try await get(TokenForge.signed(payload: payload(["sub": #""8""#]))).status == .unauthorized)
        }
    }
}
