public import MartletHTTP

/// A request that was refused for its credentials, or for what they allow.
///
/// 401 where there are none or wrong ones, 400 where they cannot be read, 403 where they do not reach. `WWW-Authenticate`
/// has a line for each scheme that the route takes, and names the error for bearer tokens (RFC 6750 §3.1).
public struct AuthenticationError: ResponseError, CustomStringConvertible {
    /// What was wrong.
    public enum Cause: Sendable, Hashable {
        /// The request carries no credentials.
        case missing
        /// The credentials are wrong, expired or revoked.
        case refused
        /// The credentials cannot be read.
        case malformed
        /// The credentials lack scopes.
        case insufficientScope([String])
        /// The user may not do it.
        case forbidden
    }

    /// What was wrong.
    public let cause: Cause
    public let message: String?
    private let challenges: [Challenge]

    init(_ cause: Cause, _ message: String, challenges: [Challenge] = []) {
        self.cause = cause
        self.message = message
        self.challenges = challenges
    }

    public var status: HTTPResponse.Status {
        switch cause {
        case .missing, .refused: .unauthorized
        case .malformed: .badRequest
        case .insufficientScope, .forbidden: .forbidden
        }
    }

    public var headers: Headers {
        var headers = Headers()
        for challenge in challenges { headers.append(.wwwAuthenticate, named(challenge).text) }
        return headers
    }

    private func named(_ challenge: Challenge) -> Challenge {
        switch cause {
        // Nothing is said about an error to a client that sent no credentials (RFC 6750 §3.1).
        case .missing, .forbidden: challenge
        case .refused: challenge.adding(("error", "invalid_token"), ("error_description", message ?? ""))
        case .malformed: challenge.adding(("error", "invalid_request"), ("error_description", message ?? ""))
        case .insufficientScope(let scopes):
            challenge.adding(("error", "insufficient_scope"), ("scope", scopes.joined(separator: " ")))
        }
    }

    public var description: String { "\(status.code) \(message ?? "")" }
}
