public import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AuthenticationScheme {
    /// A name and a password in `Authorization`, as UTF-8 (RFC 7617).
    ///
    /// Every request has its password checked: behind ``PasswordHasher`` that costs a third of a second of a processor each,
    /// so this is for tools and few clients. Check a name that nobody has against `nil`, so that it takes as long:
    ///
    /// ```swift
    /// .basic { name, password, request in
    ///     let account = try await Account.named(name, in: request)
    ///     let hasher = try request.services.require(PasswordHasher.self)
    ///     return try await hasher.verify(password, against: account?.passwordHash) ? account : nil
    /// }
    /// ```
    /// - Parameters:
    ///   - realm: what browsers show when they ask for the name.
    ///   - check: the user of a name and a password; `nil` refuses them.
    public static func basic(
        realm: String = "api", check: @escaping @Sendable (String, String, Request) async throws -> User?
    ) -> AuthenticationScheme {
        AuthenticationScheme(
            SecuritySchemeDescription(id: "basic", kind: .http(scheme: "basic", bearerFormat: nil)),
            challenge: Challenge("Basic", ("realm", realm), ("charset", "UTF-8")), variesOn: "Authorization"
        ) { request in
            switch Credentials.find("Basic", in: request) {
            case .absent: return .absent
            case .repeated: return .malformed("The header field Authorization stands there more than once.")
            case .found(let text):
                guard let (name, password) = BasicCredentials.read(text) else {
                    return .malformed("Expected a name, a colon and a password as UTF-8 in Base64 (RFC 7617).")
                }
                guard let user = try await check(name, password, request) else {
                    return .refused("The name or the password is wrong.")
                }
                return .accepted(Grant(user))
            }
        }
    }
}

/// What HTTP Basic sends.
enum BasicCredentials {
    /// The name and the password; `nil` for text that is none.
    ///
    /// Control characters are refused (RFC 7617 §2): what stands behind could take them for the end of a text or a line.
    static func read(_ text: Substring) -> (name: String, password: String)? {
        // The library takes more padding than there may be.
        guard let data = Data(base64Encoded: String(text)),
            data.base64EncodedString().utf8.elementsEqual(text.utf8),
            let pair = String(validating: data, as: UTF8.self),
            pair.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }),
            let colon = pair.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return (String(pair[..<colon]), String(pair[pair.utf8.index(after: colon)...]))
    }
}
