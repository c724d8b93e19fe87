public import MartletHTTP

/// Hashes and checks passwords with scrypt, on threads of its own and a bounded number at a time.
///
/// ```swift
/// app.services[PasswordHasher.self] = PasswordHasher()
///
/// app.post("/login") { (form: Form<Login>, hasher: PasswordHasher, session: Session) in
///     let account = try await Account.named(form.name)
///     let isRight = try await hasher.verify(form.password, against: account?.passwordHash) { hash in
///         try await account?.store(passwordHash: hash)   // made with dearer parameters than the stored one
///     }
///     guard isRight, let account else { throw HTTPError(.unauthorized, "The name or the password is wrong.") }
///     …
/// }
/// ```
/// A name that nobody has is checked against `nil`, which takes as long as a wrong password: who watches the clock does
/// not learn which names exist.
///
/// A password has at most 4,096 bytes of UTF-8; spaces of other scripts count as spaces, and text that looks the same is
/// the same (Normalization Form C, RFC 8265 §4.2). NUL and control characters count like any other.
public final class PasswordHasher: ServiceParameter {
    /// What new hashes cost.
    public let parameters: ScryptParameters
    let threads: HashingThreads

    /// Creates a hasher; one serves a whole process.
    /// - Parameters:
    ///   - parameters: what new hashes cost; stored hashes keep their own.
    ///   - threads: how many hashes are made at once; each takes a processor and the memory of its parameters.
    ///   - waiting: how many may wait; further ones are a 503 with `Retry-After`.
    public init(parameters: ScryptParameters = .recommended, threads: Int = 2, waiting: Int = 64) {
        self.parameters = parameters
        self.threads = HashingThreads(threads: threads, waiting: waiting)
    }

    /// The hash of a new password, with a salt of its own: `$scrypt$v=1$ln=15,r=8,p=3$…$…`.
    /// - Throws: ``PasswordError`` for a password that is too long or parameters that cannot be; ``Busy``.
    public func hash(_ password: String) async throws -> String {
        guard parameters.isBounded else { throw PasswordError.parameters(parameters) }
        guard let bytes = PasswordText.bytes(of: password) else { throw PasswordError.tooLong }
        let parameters = parameters
        return try await threads.run { try ScryptHash(bytes, parameters).description }
    }

    /// Whether a password is the one of a stored hash.
    /// - Parameters:
    ///   - password: what somebody typed.
    ///   - hash: what is stored; `nil` for an account that does not exist, or has no password: never right. A text that is
    ///     no hash of this kind is never right either.
    ///   - upgrade: stores a new hash when the password is right and the stored one ``needsUpgrade(_:)``.
    /// - Throws: ``Busy``; what `upgrade` throws.
    public func verify(
        _ password: String, against hash: String?, upgrade: ((String) async throws -> Void)? = nil
    ) async throws -> Bool {
        // Before anything depends on whether there is a hash: what takes no time for one must take none for the other.
        guard PasswordText.isShortEnough(password) else { return false }
        let stored = hash.flatMap(ScryptHash.init)
        let parameters = parameters
        // All in one job, so that a wrong password of an old hash waits no more often than one of no hash.
        let isRight = try await threads.run { try Self.check(password, stored, parameters).isRight }
        if isRight, let hash, let upgrade, needsUpgrade(hash) { try await upgrade(try await self.hash(password)) }
        return isRight
    }

    /// Whether a stored hash is of an older format, or cost less than new ones do.
    public func needsUpgrade(_ hash: String) -> Bool {
        guard let stored = ScryptHash(hash) else { return true }
        return !stored.isNormalized || stored.parameters.work < parameters.work
            || stored.parameters.memory < parameters.memory
    }

    /// Compares a password, and works on until as much was done as for a hash of these parameters.
    ///
    /// A name that nobody has, or an older, cheaper hash, would tell by its time that it is so.
    /// - Returns: the outcome, and how much work was done for it.
    static func check(
        _ password: String, _ stored: ScryptHash?, _ parameters: ScryptParameters
    ) throws -> (isRight: Bool, work: Int) {
        var work = 0
        if let stored {
            work = stored.parameters.work
            if try stored.matches(password) { return (true, work) }
        }
        // What is less than a hundredth does not show.
        while parameters.work - work > parameters.work / 128 {
            let blocks = (parameters.work - work) / parameters.blockSize
            let step = ScryptParameters(
                logN: min(parameters.logN, Int.bitWidth - 1 - max(1, blocks).leadingZeroBitCount),
                blockSize: parameters.blockSize)
            guard step.logN >= 1 else { break }
            _ = try step.derive([], salt: [0], count: ScryptHash.keyLength)
            work += step.work
        }
        return (false, work)
    }

    /// Too many passwords are being hashed; a 503 with `Retry-After`.
    public struct Busy: ResponseError {
        /// After how many seconds there should be room again.
        public let seconds: Int
        public var status: HTTPResponse.Status { .serviceUnavailable }
        public var message: String? {
            "Too many logins at once; try again in \(seconds) \(seconds == 1 ? "second" : "seconds")."
        }
        public var headers: Headers { [.retryAfter: "\(seconds)"] }
    }
}

/// A password that cannot be hashed.
public enum PasswordError: ResponseError, Equatable {
    /// The password has more than 4,096 bytes.
    case tooLong
    /// The parameters are no such, or dearer than 256 MiB.
    case parameters(ScryptParameters)

    public var status: HTTPResponse.Status {
        switch self {
        case .tooLong: .unprocessableContent
        case .parameters: .internalServerError
        }
    }

    public var message: String? {
        switch self {
        case .tooLong: "A password has at most \(PasswordText.maximumLength) bytes."
        case .parameters: nil
        }
    }
}
