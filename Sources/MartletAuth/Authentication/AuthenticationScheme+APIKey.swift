public import MartletHTTP

extension AuthenticationScheme {
    /// A key in a header field.
    ///
    /// ```swift
    /// .apiKey(header: "X-API-Key") { key, request in
    ///     try await Client.find(digest: AccessToken.digest(of: key), in: request)
    /// }
    /// ```
    /// - Parameters:
    ///   - header: the field; a request with two lines of it is a 400.
    ///   - realm: what the challenge names as the protected space.
    ///   - find: the user of a key; `nil` refuses it.
    public static func apiKey(
        header: String, realm: String = "api", find: @escaping @Sendable (String, Request) async throws -> User?
    ) -> AuthenticationScheme {
        apiKey(.header, header, realm, variesOn: header, find) { request in
            // A name that is no token is in no request.
            HTTPField.Name(header).map { request.headers[values: $0] } ?? []
        }
    }

    /// A key in the query.
    ///
    /// Addresses stand in logs, histories and `Referer` fields, and the keys in them too: prefer a header field.
    /// - Parameters:
    ///   - query: the parameter; a request that has it twice is a 400.
    ///   - realm: what the challenge names as the protected space.
    ///   - find: the user of a key; `nil` refuses it.
    public static func apiKey(
        query: String, realm: String = "api", find: @escaping @Sendable (String, Request) async throws -> User?
    ) -> AuthenticationScheme {
        apiKey(.query, query, realm, variesOn: nil, find) { request in
            try request.query.values(query)
        }
    }

    /// A key in a cookie; for browsers, ``session(_:realm:find:)`` is the better choice.
    /// - Parameters:
    ///   - cookie: the cookie's name.
    ///   - realm: what the challenge names as the protected space.
    ///   - find: the user of a key; `nil` refuses it.
    public static func apiKey(
        cookie: String, realm: String = "api", find: @escaping @Sendable (String, Request) async throws -> User?
    ) -> AuthenticationScheme {
        apiKey(.cookie, cookie, realm, variesOn: "Cookie", find) { request in
            request.cookies[cookie].map { [$0] } ?? []
        }
    }

    private static func apiKey(
        _ location: ParameterDescription.Location, _ name: String, _ realm: String, variesOn: String?,
        _ find: @escaping @Sendable (String, Request) async throws -> User?,
        values: @escaping @Sendable (Request) throws -> [String]
    ) -> AuthenticationScheme {
        AuthenticationScheme(
            SecuritySchemeDescription(id: "apiKey", kind: .apiKey(in: location, name: name)),
            challenge: Challenge("ApiKey", ("realm", realm), ("in", location.rawValue), ("name", name)),
            variesOn: variesOn
        ) { request in
            let values = try values(request)
            guard let key = values.first else { return .absent }
            guard values.count == 1 else { return .malformed("The API key \(name) stands there more than once.") }
            guard !key.isEmpty, let user = try await find(key, request) else {
                return .refused("The API key is not valid.")
            }
            return .accepted(Grant(user))
        }
    }
}
