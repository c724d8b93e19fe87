public import MartletHTTP

extension AuthenticationScheme {
    /// A bearer token in `Authorization` (RFC 6750 §2.1).
    ///
    /// Store a digest of tokens rather than the tokens (``AccessToken``), and look it up by that digest.
    ///
    /// ```swift
    /// .bearer { token, request in try await Account.find(digest: AccessToken.digest(of: token), in: request) }
    /// ```
    /// - Parameters:
    ///   - scheme: the word before the token, where an API has another one: `Token`.
    ///   - realm: what the challenge names as the protected space.
    ///   - format: a hint for documentation, such as `opaque`.
    ///   - find: the user of a token; `nil` refuses it.
    public static func bearer(
        scheme: String = "Bearer", realm: String = "api", format: String? = nil,
        find: @escaping @Sendable (String, Request) async throws -> User?
    ) -> AuthenticationScheme {
        scopedBearer(scheme: scheme, realm: realm, format: format) { token, request in
            try await find(token, request).map { Grant($0) }
        }
    }

    /// A bearer token in `Authorization` that knows what it allows.
    /// - Parameters:
    ///   - scheme: the word before the token, where an API has another one: `Token`.
    ///   - realm: what the challenge names as the protected space.
    ///   - format: a hint for documentation, such as `opaque`.
    ///   - find: the user of a token and its scopes; `nil` refuses it.
    public static func scopedBearer(
        scheme: String = "Bearer", realm: String = "api", format: String? = nil,
        find: @escaping @Sendable (String, Request) async throws -> Grant<User>?
    ) -> AuthenticationScheme {
        bearer(id: "bearer", scheme: scheme, realm: realm, format: format) { token, request in
            try await find(token, request).map { .accepted($0) } ?? .refused("The token is not valid.")
        }
    }

    static func bearer(
        id: String, scheme: String, realm: String, format: String?,
        check: @escaping @Sendable (String, Request) async throws -> AuthenticationOutcome<User>
    ) -> AuthenticationScheme {
        // Documents write the scheme of RFC 6750 in small letters.
        let name = scheme == "Bearer" ? "bearer" : scheme
        return AuthenticationScheme(
            SecuritySchemeDescription(id: id, kind: .http(scheme: name, bearerFormat: format)),
            challenge: Challenge(scheme, ("realm", realm)), variesOn: "Authorization"
        ) { request in
            switch Credentials.find(scheme, in: request) {
            case .absent: return .absent
            case .repeated: return .malformed("The header field Authorization stands there more than once.")
            case .found(let token):
                guard !token.isEmpty else { return .malformed("There is no token behind \(scheme).") }
                guard token.isBearerToken else {
                    return .malformed("The \(name) token has a character that tokens do not have.")
                }
                return try await check(String(token), request)
            }
        }
    }
}

extension Substring {
    /// Whether the text is a `b64token` (RFC 6750 §2.1).
    fileprivate var isBearerToken: Bool {
        let body = utf8.prefix { $0 != UInt8(ascii: "=") }
        return !body.isEmpty && body.allSatisfy(\.isTokenCharacter)
            && utf8[body.endIndex...].allSatisfy { $0 == UInt8(ascii: "=") }
    }
}

extension UInt8 {
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
