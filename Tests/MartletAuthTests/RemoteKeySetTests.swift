import Foundation
import MartletTesting
import Synchronization
import Testing

@testable import MartletAuth

/// Keys of an issuer that is there, slow, down, or not what it seems.
@Suite struct RemoteKeySetTests {
    /// A clock that goes by hand.
    private final class Clock: Sendable {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now
        var now: ContinuousClock.Instant { offset.withLock { start + $0 } }
        func advance(_ seconds: Int) { offset.withLock { $0 += .seconds(seconds) } }
    }

    /// What the issuer answers, and how often it was asked.
    private final class Issuer: Sendable {
        private let state = Mutex((text: "", count: 0, isDown: false, delay: Duration.zero))
        var count: Int { state.withLock { $0.count } }
        func publish(_ keys: [JWTKey]) { state.withLock { $0.text = JWTKey.publicSet(of: keys) } }
        func publish(_ text: String) { state.withLock { $0.text = text } }
        func goDown(_ isDown: Bool = true) { state.withLock { $0.isDown = isDown } }
        func slowDown(_ delay: Duration) { state.withLock { $0.delay = delay } }
        func answer() async throws -> String {
            let (text, isDown, delay) = state.withLock { state in
                state.count += 1
                return (state.text, state.isDown, state.delay)
            }
            if delay > .zero { try? await Task.sleep(for: delay) }
            if isDown { throw HTTPError(.badGateway) }
            return text
        }
    }

    private let clock = Clock()
    private let issuer = Issuer()

    private func keySet(_ timing: RemoteKeySet.Timing = .init()) -> RemoteKeySet {
        RemoteKeySet(
            timing: timing, now: { [clock] in clock.now }, fetch: { [issuer] in try await issuer.answer() })
    }

    private func names(_ keys: RemoteKeySet, _ id: String?, _ algorithm: SigningAlgorithm = .es256) async throws
        -> [String?]
    {
        try await keys.keys(id: id, algorithm: algorithm).map(\.id)
    }

    private func key(_ id: String?) throws -> JWTKey { try TestKeys.pair(.es256, id: id).0 }

    @Test func `keys are fetched once, kept, and renewed behind the requests`() async throws {
        issuer.publish([try key("a")])
        let keys = keySet()
        #expect(try await names(keys, "a") == ["a"])
        for _ in 0..<20 { #expect(try await names(keys, "a") == ["a"]) }
        #expect(issuer.count == 1)
        issuer.publish([try key("a"), try key("b")])
        clock.advance(601)
        #expect(try await names(keys, "a") == ["a"])
        for _ in 0..<200 where issuer.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        for _ in 0..<200 where try await names(keys, "b").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await names(keys, "b") == ["b"])
        #expect(issuer.count == 2)
    }

    @Test func `a name that is not known is asked for once in a while`() async throws {
        issuer.publish([try key("a")])
        let keys = keySet()
        #expect(try await names(keys, "a") == ["a"])
        // The issuer changes its key; the first token with it finds it, but not within the pause.
        issuer.publish([try key("b")])
        for index in 0..<100 { #expect(try await names(keys, "made up \(index)").isEmpty) }
        #expect(try await names(keys, "b").isEmpty)
        #expect(issuer.count == 1)
        clock.advance(31)
        #expect(try await names(keys, "b") == ["b"])
        #expect(try await names(keys, "a").isEmpty)
        #expect(issuer.count == 2)
        for index in 0..<100 { #expect(try await names(keys, "made up \(index)").isEmpty) }
        #expect(issuer.count == 2)
    }

    @Test func `many that come at once share one fetch`() async throws {
        issuer.publish([try key("a")])
        issuer.slowDown(.milliseconds(50))
        let keys = keySet()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await keys.keys(id: "a", algorithm: .es256).count } }
            for try await count in group { #expect(count == 1) }
        }
        #expect(issuer.count == 1)
    }

    @Test func `an issuer that is down leaves the keys that are there`() async throws {
        issuer.goDown()
        let keys = keySet()
        await #expect(throws: JWTFailure.keysUnavailable(retryAfter: 30)) { try await self.names(keys, "a") }
        await #expect(throws: JWTFailure.keysUnavailable(retryAfter: 30)) { try await self.names(keys, "a") }
        #expect(issuer.count == 1)
        issuer.goDown(false)
        issuer.publish([try key("a")])
        clock.advance(30)
        #expect(try await names(keys, "a") == ["a"])
        issuer.goDown()
        clock.advance(86_400)
        #expect(try await names(keys, "a") == ["a"])
        clock.advance(31)
        await #expect(throws: JWTFailure.keysUnavailable(retryAfter: 30)) { try await self.names(keys, "a") }
        issuer.goDown(false)
        clock.advance(31)
        #expect(try await names(keys, "a") == ["a"])
    }

    @Test func `an issuer that does not answer holds nobody up for long`() async throws {
        issuer.publish([try key("a")])
        let keys = keySet(.init(limit: .milliseconds(40)))
        #expect(try await names(keys, "a") == ["a"])
        issuer.slowDown(.seconds(3))
        clock.advance(601)
        let start = ContinuousClock.now
        #expect(try await names(keys, "a") == ["a"])
        #expect(try await names(keys, "b").isEmpty)
        #expect(ContinuousClock.now - start < .seconds(1))
        // Work that does not heed its cancellation is not waited for either.
        await #expect(throws: Deadline.Exceeded.self) {
            try await Deadline.run(within: .milliseconds(20)) {
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().asyncAfter(deadline: .now() + 2) { continuation.resume() }
                }
            }
        }
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func `keys that cannot be used do not take the others with them`() async throws {
        let good = JWTKey.publicSet(of: [try key("a")]).dropFirst(9).dropLast(2)
        let modulus = String(repeating: "A", count: 100)
        issuer.publish(
            """
            {"keys":[{"kty":"oct","k":"AAAA","kid":"a"},{"kty":"XX"},{"kty":"EC","crv":"secp256k1","x":"A","y":"A"},7,
            {"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"a"},{"kty":"RSA","n":"\(modulus)","e":"AQAB","kid":"a"},
            {"kty":"RSA","alg":"RSA-OAEP-256","n":"\(modulus)","e":"AQAB"},\(good),
            \(good.replacing("\"sig\"", with: "\"enc\"").replacing("\"a\"", with: "\"b\""))],"more":1}
            """)
        let keys = keySet()
        #expect(try await names(keys, nil) == ["a"])
        #expect(try await names(keys, nil, .rs256).isEmpty)
        #expect(try await names(keys, nil, .hs256).isEmpty)
        for text in ["", "[]", "{}", #"{"keys":7}"#, #"{"keys":[]}"#, "<html>", String(repeating: " ", count: 300_000)]
        {
            issuer.publish(text)
            clock.advance(100_000)
            await #expect(throws: JWTFailure.keysUnavailable(retryAfter: 30), "\(text.prefix(20))") {
                try await self.names(keys, "a")
            }
        }
    }

    @Test func `a key without an algorithm cannot be bound to one by a token`() async throws {
        let set = JWTKey.publicSet(of: [try TestKeys.pair(.rs256, id: "a").0]).replacing("\"alg\":\"RS256\",", with: "")
        #expect(!set.contains("\"alg\""))
        issuer.publish(set)
        let keys = keySet()
        // A token of another algorithm comes first; those of the right one are checked all the same.
        #expect(try await names(keys, "a", .ps512) == ["a"])
        #expect(try await keys.keys(id: "a", algorithm: .rs256).map(\.algorithm) == [.rs256])
    }

    @Test func `over a socket, with a key that changes`() async throws {
        let server = makeApp()
        let published = Mutex([try TestKeys.pair(.es256, id: "one").0])
        server.get("/jwks.json") { JWTKey.publicSet(of: published.withLock { $0 }) }
        try await server.test(.live) { [clock] (client) async throws in
            let keys = RemoteKeySet(now: { clock.now }) {
                let response = try await client.get("/jwks.json")
                guard response.status == .ok else { throw HTTPError(.badGateway) }
                return response.text
            }
            let verifier = JWTVerifier(keys: keys, algorithms: [.es256, .edDSA], issuer: "me", audience: "shop")
            func token(_ key: JWTKey) async throws -> String {
                try await JWTIssuer(key: key, issuer: "me", audience: "shop", lifetime: .seconds(60)).token(
                    subject: "7")
            }
            let one = try await token(TestKeys.pair(.es256, id: "one").0)
            #expect(try await verifier.verify(one, as: NoClaims.self).subject == "7")
            let next = try TestKeys.pair(.edDSA, id: "two").0
            published.withLock { $0 = [next] }
            let two = try await token(next)
            await #expect(throws: JWTFailure.unknownKey) { try await verifier.verify(two, as: NoClaims.self) }
            clock.advance(31)
            #expect(try await verifier.verify(two, as: NoClaims.self).subject == "7")
            await #expect(throws: JWTFailure.unknownKey) { try await verifier.verify(one, as: NoClaims.self) }
        }
    }
}
