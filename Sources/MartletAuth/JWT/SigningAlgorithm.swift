/// The algorithms by which tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1); `none` is not among them.
public enum SigningAlgorithm: String, Sendable, CaseIterable {
    /// HMAC with a secret that both sides have.
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    /// RSA with PKCS #1 padding.
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    /// RSA with PSS padding.
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    /// ECDSA on P-256, P-384 and P-521.
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    /// Ed25519.
    case edDSA = "EdDSA"

    /// The kind of key that an algorithm takes.
    enum Family: String {
        case hmac = "a secret"
        case rsa = "an RSA key"
        case ecdsa = "an EC key"
        case edDSA = "an Ed25519 key"
    }

    var family: Family {
        switch self {
        case .hs256, .hs384, .hs512: .hmac
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256, .es384, .es512: .ecdsa
        case .edDSA: .edDSA
        }
    }

    /// The fewest bytes of a secret: those of the hash (RFC 7518 §3.2).
    var minimumSecretLength: Int {
        switch self {
        case .hs384: 48
        case .hs512: 64
        default: 32
        }
    }
}
