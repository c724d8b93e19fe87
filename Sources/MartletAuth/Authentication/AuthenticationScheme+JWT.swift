public import MartletHTTP

extension AuthenticationScheme {
    /// A JWT as a bearer token; its `scope` is what the user may do.
    ///
    /// ```swift
    /// .jwt(verifier) { (token: VerifiedJWT<ShopClaims>, request) in
    ///     try await Account.find(token.subject, in: request)
    /// }
    /// ```
    /// - Parameters:
    ///   - verifier: which tokens are accepted.
    ///   - scheme: the word before the token, where an API has another one: `Token`.
    ///   - realm: what the challenge names as the protected space.
    ///   - find: the user of a token; `nil` refuses it, as for one that was revoked.
    public static func jwt<Claims: Decodable & Sendable>(
        _ verifier: JWTVerifier, scheme: String = "Bearer", realm: String = "api",
        find: @escaping @Sendable (VerifiedJWT<Claims>, Request) async throws -> User?
    ) -> AuthenticationScheme {
        bearer(id: "jwt", scheme: scheme, realm: realm, format: "JWT") { text, request in
            do {
                let token = try await verifier.verify(text, as: Claims.self)
                guard let user = try await find(token, request) else { return .refused("The token is not valid.") }
                var grant = Grant(user, scopes: token.scopes)
                // A token is renewed; whom it is about stays.
                grant.name = token.subject.map { "\(token.issuer?.utf8.count ?? -1):\(token.issuer ?? "")\($0)" }
                return .accepted(grant)
            } catch let failure as JWTFailure {
                guard failure.status == .unauthorized else { throw failure }
                return .refused(failure.message ?? "The token is not valid.")
            }
        }
    }
}
