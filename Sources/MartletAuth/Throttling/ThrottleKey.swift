public import MartletHTTP

/// By what a throttle tells its clients apart.
///
/// ```swift
/// .address
/// .user(Account.self) { account in "\(account.id)" }
/// .all(.address, .route)
/// ThrottleKey { request in request.headers[.tenant] }
/// ```
public struct ThrottleKey: Sendable {
    private let make: @Sendable (Request) async throws -> String?
    /// The key by which credentials are counted that turn out to be wrong; `nil` where no user is looked for.
    private var wrong: (@Sendable (Request) async throws -> String?)?

    /// Whether requests with wrong credentials are refused.
    var refusesCredentials: Bool { wrong != nil }

    /// A key of an application's own.
    /// - Parameter make: the key of a request; `nil` for one that is not limited.
    public init(_ make: @escaping @Sendable (Request) async throws -> String?) { self.make = make }

    /// One for all requests.
    public static let everyone = ThrottleKey { _ in "" }

    /// The client's address; of IPv6 the first 64 bits, since one client has all of the others.
    ///
    /// It is the proxy's address for all clients unless that proxy is trusted (`app.server.trustedProxies`). A request
    /// without an address, as from a Unix socket, counts with all others of that kind.
    public static let address = ThrottleKey { request in
        ClientNetwork.text(request.clientAddress ?? "none")
    }

    /// The method and the pattern of the route, `GET /tracks/{id:int}`, whatever its values. For groups and routes: no route
    /// is known yet to the middleware of a whole application.
    public static let route = ThrottleKey { request in
        "\(request.method) \(request.context.routePattern ?? String(request.path))"
    }

    /// The user of ``Authentication``; a request without one is told apart otherwise.
    ///
    /// Wrong credentials are refused, and have a quota for themselves under the key of requests without a user. When it is
    /// used up, a request with credentials is a 429 before they are looked at: nobody guesses on.
    /// - Parameters:
    ///   - type: the type of the user.
    ///   - otherwise: the key of requests without a user.
    ///   - id: what identifies a user.
    public static func user<User: Sendable>(
        _ type: User.Type, otherwise: ThrottleKey = .address, id: @escaping @Sendable (User) -> String
    ) -> ThrottleKey {
        let wrong: @Sendable (Request) async throws -> String? = { request in
            // Those that were found before the throttle are right.
            if case .success = request.state[AuthenticatedPlace<User>.self] { return nil }
            guard request.services[Authentication<User>.self]?.mayFindCredentials(in: request) == true else {
                return nil
            }
            return try await (otherwise.wrong ?? otherwise.make)(request).map { "wrong \($0)" }
        }
        return ThrottleKey(wrong: wrong) { request in
            do {
                return "user " + id(try await Authenticated<User>.of(request).user)
            } catch let error as AuthenticationError where error.cause == .missing {
                return try await otherwise.text(of: request)
            }
        }
    }

    /// The value of a header field, such as that of an API key; a request without it is told apart otherwise.
    ///
    /// Anybody can make up another value with each request: use it where the value has been checked, or with another
    /// throttle for what is refused.
    public static func header(_ name: HTTPField.Name, otherwise: ThrottleKey = .address) -> ThrottleKey {
        let wrong = otherwise.wrong.map { wrong in
            { @Sendable (request: Request) async throws -> String? in
                request.headers[name] == nil ? try await wrong(request) : nil
            }
        }
        return ThrottleKey(wrong: wrong) { request in
            if let value = request.headers[name] { return "header \(value)" }
            return try await otherwise.text(of: request)
        }
    }

    /// Several keys together: a quota for each combination. Where one of them is `nil` the request is not limited.
    public static func all(_ keys: ThrottleKey...) -> ThrottleKey {
        let wrong: @Sendable (Request) async throws -> String? = { request in
            try await joined(keys.map { $0.wrong ?? $0.make }, request)
        }
        return ThrottleKey(wrong: keys.contains { $0.wrong != nil } ? wrong : nil) { request in
            try await joined(keys.map(\.make), request)
        }
    }

    private init(
        wrong: (@Sendable (Request) async throws -> String?)?,
        make: @escaping @Sendable (Request) async throws -> String?
    ) {
        self.make = make
        self.wrong = wrong
    }

    private static func joined(
        _ parts: [@Sendable (Request) async throws -> String?], _ request: Request
    ) async throws -> String? {
        var text = ""
        for make in parts {
            guard let part = try await make(request) else { return nil }
            // With its length, so that no two lists of parts become one text.
            text += "\(part.utf8.count):\(part)"
        }
        return text
    }

    func text(of request: Request) async throws -> String? { try await make(request) }

    /// The key by which the credentials of a request are counted if they are wrong.
    func wrongCredentials(of request: Request) async throws -> String? { try await wrong?(request) }
}

/// The network that one client has to itself.
enum ClientNetwork {
    static func text(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let bare = address.prefix { $0 != "%" }
        // An address of version 4 that is written as one of version 6 is that client alone.
        if bare.contains(".") { return bare.split(separator: ":").last.map { String($0) } ?? address }
        let halves = String(bare).components(around: "::")
        let head = halves.head.split(separator: ":")
        let tail = halves.tail?.split(separator: ":") ?? []
        let zeros = max(0, 8 - head.count - tail.count)
        let groups = halves.tail == nil ? head : head + Array(repeating: "0", count: zeros) + tail
        return groups.prefix(4).map { String(UInt16($0, radix: 16) ?? 0, radix: 16) }.joined(separator: ":") + "::/64"
    }
}

extension String {
    fileprivate func components(around mark: String) -> (head: Substring, tail: Substring?) {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(mark) {
                return (self[..<index], self[self.index(index, offsetBy: mark.count)...])
            }
            index = self.index(after: index)
        }
        return (self[...], nil)
    }
}
