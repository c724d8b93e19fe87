public import MartletHTTP

/// Why a token is not accepted.
public enum JWTFailure: ResponseError, Hashable {
    /// It is no token, or asks for extensions.
    case malformed
    /// It is signed by an algorithm that is not accepted.
    case algorithm
    /// Nobody knows the key that it names.
    case unknownKey
    /// Its signature is not right.
    case signature
    /// It has expired, or never does.
    case expired
    /// It is not valid yet.
    case notYetValid
    /// It is of another kind, such as a token that says who somebody is where one that allows something is asked for.
    case type
    /// Somebody else issued it.
    case issuer
    /// It is for somebody else.
    case audience
    /// Its claims are not those that the application reads.
    case claims
    /// The keys of the issuer could not be had.
    case keysUnavailable(retryAfter: Int)

    public var status: HTTPResponse.Status {
        if case .keysUnavailable = self { .serviceUnavailable } else { .unauthorized }
    }

    public var headers: Headers {
        if case .keysUnavailable(let seconds) = self { [.retryAfter: "\(seconds)"] } else { Headers() }
    }

    public var message: String? {
        switch self {
        case .malformed: "The token is not a JWT that is accepted here."
        case .algorithm: "The token is signed by an algorithm that is not accepted."
        case .unknownKey: "The token is signed with a key that is not known."
        case .signature: "The signature of the token is not valid."
        case .expired: "The token has expired."
        case .notYetValid: "The token is not valid yet."
        case .type: "The token is of another type."
        case .issuer: "The token is of another issuer."
        case .audience: "The token is for another audience."
        case .claims: "The claims of the token are not complete."
        case .keysUnavailable: "Tokens cannot be checked at the moment."
        }
    }
}
