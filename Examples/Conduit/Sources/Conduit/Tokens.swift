import Martlet

/// How tokens are made, from outside.
struct TokenSettings: SettingsSection {
    /// `TOKEN_KEY`: the secret that signs tokens. Without one each start makes its own, and older tokens end.
    let key: Secret
    /// `TOKEN_LIFETIME`: how long a token is valid.
    let lifetime: Duration

    init(from reader: SettingsReader) {
        let random = Secret(AccessToken().text)
        let key = reader.secret("token.key", default: random) ?? random
        let isLongEnough = key.value.utf8.count >= 32
        if !isLongEnough {
            reader.report("TOKEN_KEY has to have at least 32 bytes; `openssl rand -base64 32` makes one")
        }
        self.key = isLongEnough ? key : random
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

    /// A new token of a user.
    func token(for user: User) async throws -> String { try await issuer.token(subject: "\(user.id)") }

    /// `Authorization: Token …`
    var scheme: AuthenticationScheme<User> {
        .jwt(verifier, scheme: "Token") { (token: VerifiedJWT<NoClaims>, request) in
            guard let id = token.subject.flatMap({ Int($0) }) else { return nil }
            return try await User.find(id, in: request.services.require(Database.self))
        }
    }
}
