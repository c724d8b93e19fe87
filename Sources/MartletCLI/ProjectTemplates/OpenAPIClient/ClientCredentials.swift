internal import Foundation

/// A token or a key: a text, or a closure that gives the one to use now.
public struct ClientSecret: Sendable, ExpressibleByStringLiteral {
    let provide: @Sendable () async throws -> String

    public init(_ secret: String) { provide = { secret } }

    /// - Parameter provide: called for each request that needs the secret, so that it can renew one that has expired.
    public init(_ provide: @escaping @Sendable () async throws -> String) { self.provide = provide }

    public init(stringLiteral value: String) { self.init(value) }
}

/// A name and a password for HTTP Basic authentication (RFC 7617).
public struct BasicCredentials: Sendable, Hashable {
    public var user: String
    public var password: String

    public init(_ user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// Credentials and where they go.
enum PlacedCredential: Sendable {
    case header(String, ClientSecret)
    case query(String, ClientSecret)
    case cookie(String, ClientSecret)
    /// The field `Authorization` with a word before the secret.
    case authorization(String, ClientSecret)
    case basic(BasicCredentials)

    func apply(to request: inout RequestDraft) async throws {
        switch self {
        case .header(let name, let secret): request.header(name, try await secret.provide())
        case .query(let name, let secret): request.query(name, try await secret.provide())
        case .cookie(let name, let secret): try request.cookie(name, try await secret.provide())
        case .authorization(let word, let secret):
            request.header("Authorization", "\(word) \(try await secret.provide())")
        case .basic(let basic):
            let text = Data("\(basic.user):\(basic.password)".utf8).base64EncodedString()
            request.header("Authorization", "Basic " + text)
        }
    }
}
