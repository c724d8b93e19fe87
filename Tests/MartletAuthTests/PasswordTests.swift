import CryptoExtras
import Foundation
import MartletTesting
import Synchronization
import Testing

@testable import MartletAuth

/// Hashing of passwords; cheap parameters, since the arithmetic is slow without optimisation.
@Suite struct PasswordTests {
    private static let cheap = ScryptParameters(logN: 4, blockSize: 8, parallelism: 1)

    private func hasher(_ parameters: ScryptParameters = cheap, waiting: Int = 64) -> PasswordHasher {
        PasswordHasher(parameters: parameters, threads: 2, waiting: waiting)
    }

    @Test func `the arithmetic is that of RFC 7914`() throws {
        // §12, the second vector.
        let key = try ScryptParameters(logN: 10, blockSize: 8, parallelism: 16).derive(
            Array("password".utf8), salt: Array("NaCl".utf8), count: 16)
        #expect(
            key == [0xfd, 0xba, 0xbe, 0x1c, 0x9d, 0x34, 0x72, 0x00, 0x78, 0x56, 0xe7, 0x19, 0x0d, 0x01, 0xe9, 0xfe])
    }

    @Test func `a password is hashed with a salt of its own and verified`() async throws {
        let hasher = hasher()
        let one = try await hasher.hash("correct horse")
        let other = try await hasher.hash("correct horse")
        #expect(one != other)
        #expect(one.hasPrefix("$scrypt$v=1$ln=4,r=8,p=1$"))
        #expect(one.split(separator: "$").map(\.count) == [6, 3, 12, 22, 43])
        #expect(try await hasher.verify("correct horse", against: one))
        #expect(try await !hasher.verify("correct horsf", against: one))
        #expect(try await !hasher.verify("", against: one))
        #expect(try await !hasher.verify("correct horse", against: nil))
        #expect(ScryptHash(one)?.description == one)
    }

    @Test(arguments: [
        "", "$", "plain", "$scrypt$", "$scrypt$v=1$ln=4,r=8,p=1$AAAA$",
        "$scrypt$v=2$ln=4,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$ln=40,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$v=1$ln=0,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$ln=18,r=32,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$v=1$ln=4,r=8$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$r=8,ln=4,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$v=1$ln=-4,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$ln=4,r=8,p=1$AAAA$AAAA", "$scrypt$v=1$ln=4,r=8,p=1$!!!!$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$ln=4,r=8,p=65536$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=3,p=4$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$v=1$ln=20,r=2,p=64$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
    ])
    func `a text that is no hash is never right`(_ text: String) async throws {
        #expect(ScryptHash(text) == nil)
        #expect(try await !hasher().verify("password", against: text))
        #expect(hasher().needsUpgrade(text))
    }

    @Test func `a hash of Passlib is verified and replaced`() async throws {
        // passlib.hash.scrypt.using(rounds=4, salt=b"0123456789abcdef").hash("påss")
        let key = try ScryptParameters(logN: 4).derive(
            Array("påss".utf8), salt: Array("0123456789abcdef".utf8), count: 32)
        let text =
            "$scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" + Data(key).base64EncodedString().prefix { $0 != "=" }
        let stored = Mutex("")
        #expect(try await hasher().verify("påss", against: text) { hash in stored.withLock { $0 = hash } })
        let new = stored.withLock { $0 }
        #expect(new.hasPrefix("$scrypt$v=1$ln=4,"))
        #expect(try await hasher().verify("påss", against: new))
    }

    @Test func `dearer parameters replace a hash when its owner logs in`() async throws {
        let old = try await hasher().hash("secret")
        let dearer = hasher(ScryptParameters(logN: 6))
        #expect(dearer.needsUpgrade(old))
        #expect(!hasher().needsUpgrade(old))
        #expect(!hasher(ScryptParameters(logN: 3)).needsUpgrade(old))
        let stored = Mutex<[String]>([])
        #expect(try await !dearer.verify("wrong", against: old) { hash in stored.withLock { $0.append(hash) } })
        #expect(stored.withLock { $0.isEmpty })
        #expect(try await dearer.verify("secret", against: old) { hash in stored.withLock { $0.append(hash) } })
        let new = try #require(stored.withLock { $0.first })
        #expect(new.hasPrefix("$scrypt$v=1$ln=6,r=8,p=1$"))
        #expect(try await dearer.verify("secret", against: new) { _ in Issue.record("it is new already") })
    }

    @Test func `hostile and long passwords`() async throws {
        let hasher = hasher()
        let nul = try await hasher.hash("abc\0def")
        #expect(try await hasher.verify("abc\0def", against: nul))
        #expect(try await !hasher.verify("abc", against: nul))
        #expect(try await !hasher.verify("abc\0", against: nul))
        let empty = try await hasher.hash("")
        #expect(try await hasher.verify("", against: empty))
        #expect(try await !hasher.verify("\0", against: empty))
        let plain = try await hasher.hash("abc")
        #expect(try await !hasher.verify("abc\0", against: plain))
        let longest = String(repeating: "x", count: 4_096)
        let long = try await hasher.hash(longest)
        #expect(try await hasher.verify(longest, against: long))
        #expect(try await !hasher.verify(longest + "x", against: long))
        #expect(try await !hasher.verify(String(longest.dropLast()), against: long))
        await #expect(throws: PasswordError.tooLong) { try await hasher.hash(longest + "x") }
        #expect(PasswordError.tooLong.message == "A password has at most 4096 bytes.")
        #expect(PasswordError.tooLong.status == .unprocessableContent)
        let megabyte = String(repeating: "a\u{301}\u{327}", count: 200_000)
        let start = ContinuousClock.now
        #expect(try await !hasher.verify(megabyte, against: long))
        #expect(ContinuousClock.now - start < .seconds(1))
        // Nor does a name that nobody has take longer than one that somebody has.
        let dear = self.hasher(ScryptParameters(logN: 14))
        let second = ContinuousClock.now
        #expect(try await !dear.verify(megabyte, against: nil))
        #expect(ContinuousClock.now - second < .milliseconds(100))
        await #expect(throws: PasswordError.parameters(ScryptParameters(logN: 30))) {
            try await self.hasher(ScryptParameters(logN: 30)).hash("x")
        }
    }

    @Test func `what looks the same is the same password`() async throws {
        let hasher = hasher()
        let composed = try await hasher.hash("caf\u{E9} \u{1F980}")
        #expect(try await hasher.verify("cafe\u{301} \u{1F980}", against: composed))
        // A space of another width is a space.
        #expect(try await hasher.verify("caf\u{E9}\u{A0}\u{1F980}", against: composed))
        #expect(try await hasher.verify("caf\u{E9}\u{3000}\u{1F980}", against: composed))
        // Letters of other forms are other letters: nothing is lost of what was typed.
        #expect(try await !hasher.verify("cafe \u{1F980}", against: composed))
        let ligature = try await hasher.hash("\u{FB01}")
        #expect(try await !hasher.verify("fi", against: ligature))
        let upper = try await hasher.hash("Secret")
        #expect(try await !hasher.verify("secret", against: upper))
    }

    @Test func `an unknown name takes as much work as a wrong password, also of an old hash`() async throws {
        let current = ScryptParameters(logN: 8, blockSize: 8, parallelism: 3)
        let whole = current.work
        for old in [
            current, ScryptParameters(logN: 8), ScryptParameters(logN: 5, blockSize: 8, parallelism: 7),
            ScryptParameters(logN: 6, blockSize: 4, parallelism: 1),
        ] {
            let stored = try ScryptHash(#require(PasswordText.bytes(of: "secret")), old)
            let (isRight, work) = try PasswordHasher.check("wrong", stored, current)
            #expect(!isRight)
            #expect(work <= whole && work > whole - whole / 64, "\(old): \(work) of \(whole)")
            #expect(try PasswordHasher.check("secret", stored, current).isRight)
        }
        #expect(try PasswordHasher.check("wrong", nil, current) == (false, whole))
        // By the clock it does not return at once.
        let hasher = hasher(ScryptParameters(logN: 13))
        let start = ContinuousClock.now
        #expect(try await !hasher.verify("wrong", against: nil))
        let unknown = ContinuousClock.now - start
        #expect(try await !hasher.verify("wrong", against: "no hash"))
        #expect(unknown > .milliseconds(5))
    }

    @Test func `a thousand logins at once are bounded`() async throws {
        let hasher = hasher(ScryptParameters(logN: 9), waiting: 100)
        let stored = try await hasher.hash("secret")
        let outcomes = await withTaskGroup(of: Result<Bool, any Error>.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    do { return .success(try await hasher.verify("secret", against: stored)) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let right = outcomes.count { (try? $0.get()) == true }
        let busy = outcomes.count { if case .failure(let error) = $0 { error is PasswordHasher.Busy } else { false } }
        #expect(right + busy == 1_000)
        #expect(right >= 102)
        #expect(busy > 0)
        #expect(hasher.threads.mostRunning <= 2)
        // The places of those that were served are free again.
        #expect(try await hasher.verify("secret", against: stored))
    }

    @Test func `a login that has gone gives its place up`() async throws {
        let hasher = PasswordHasher(parameters: ScryptParameters(logN: 12), threads: 1, waiting: 1)
        async let first = hasher.hash("first")
        try await Task.sleep(for: .milliseconds(5))
        let second = Task { try await hasher.hash("second") }
        try await Task.sleep(for: .milliseconds(5))
        second.cancel()
        _ = try await first
        _ = await second.result
        #expect(try await hasher.hash("third").isEmpty == false)
    }

    @Test func `too many logins are answered by 503`() async throws {
        let hasher = PasswordHasher(parameters: ScryptParameters(logN: 11), threads: 1, waiting: 0)
        let app = makeApp()
        app.services[PasswordHasher.self] = hasher
        app.get("/") { (hasher: PasswordHasher) in try await hasher.hash("x").isEmpty ? "no" : "yes" }
        try await app.test { (client) async throws in
            let responses = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<20 { group.addTask { try await client.get("/") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(responses.contains { $0.status == .ok })
            let refused = try #require(responses.first { $0.status == .serviceUnavailable })
            #expect(refused.headers[.retryAfter] == "1")
            #expect(refused.text == "503 Service Unavailable\nToo many logins at once; try again in 1 second.\n")
        }
    }
}
