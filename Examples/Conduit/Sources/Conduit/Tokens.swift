import Martlet

/// How tokens are made, from outside.
struct TokenSettings: SettingsSection {
    /// `TOKEN_KEY`: the secret that signs tokens. Without one each start makes its own, and older tokens end.
    let key: Secret
    /// `TOKEN_LIFETIME`: how long a token is valid.
    let lifetime: Duration

    init(from reader: SettingsReader) {
        key = reader.secret("token.key", default: Secret(AccessToken().text), minimumBytes: 32)
        lifetime = reader.duration("token.lifetime", default: .seconds(7 * 86_400))
    }
}

/// Makes the tokens that say who a client is, and reads them.
struct Tokens: ServiceParameter {
    private let issuer: JWTIssuer
    private let verifier: JWTVerifier

    init(_ settings: TokenSettings) throws {
        let key = try JWTKey.hmac(settings.key)
        issuer = try JWTIssuer(key: key, issuer: "conduit", audience: "conduit", lifetime: settings.lifetime)
        verifier = JWTVerifier(keys: FixedKeys([key]), issuer: "conduit", audience: "conduit")
    }

    /// The password for which a token was issued: it ends with that one.
    private struct Claims: Codable { var password: Int }

    /// A new token of a user.
    func token(for user: User) async throws -> String {
        try await issuer.token(subject: "\(user.id)", claims: Claims(password: user.passwordNumber))
    }

    /// `Authorization: Token …`
    var scheme: AuthenticationScheme<User> {
        .jwt(verifier, scheme: "Token") { (token: VerifiedJWT<Claims>, request) in
            guard let id = token.subject.flatMap({ Int($0) }) else { return nil }
            let user = try await User.find(id, in: request.services.require(Database.self))
            return user?.passwordNumber == token.claims.password ? user : nil
        }
    }
}
