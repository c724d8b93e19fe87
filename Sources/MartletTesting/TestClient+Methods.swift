public import MartletHTTP

extension TestClient {
    /// Sends a `GET` request.
    public func get(
        _ path: String, headers: Headers = Headers(), followingRedirects: Bool = false
    ) async throws -> TestResponse {
        try await send(.get, path, headers: headers, followingRedirects: followingRedirects)
    }

    /// Sends a `HEAD` request.
    public func head(_ path: String, headers: Headers = Headers()) async throws -> TestResponse {
        try await send(.head, path, headers: headers)
    }

    /// Sends an `OPTIONS` request.
    public func options(_ path: String, headers: Headers = Headers()) async throws -> TestResponse {
        try await send(.options, path, headers: headers)
    }

    /// Sends a `DELETE` request.
    public func delete(
        _ path: String, headers: Headers = Headers(), followingRedirects: Bool = false
    ) async throws -> TestResponse {
        try await send(.delete, path, headers: headers, followingRedirects: followingRedirects)
    }

    /// Sends a `POST` request: `client.post("/upload", .multipart([.file("photo", filename: "a.png", bytes)]))`.
    public func post(
        _ path: String, _ content: TestContent = .empty, headers: Headers = Headers(), followingRedirects: Bool = false
    ) async throws -> TestResponse {
        try await send(.post, path, content, headers: headers, followingRedirects: followingRedirects)
    }

    /// Sends a `POST` request with a value as JSON.
    public func post(
        _ path: String, json value: some Encodable, headers: Headers = Headers()
    ) async throws -> TestResponse {
        try await send(.post, path, .json(value), headers: headers)
    }

    /// Sends a `POST` request with an urlencoded form.
    public func post(
        _ path: String, form fields: KeyValuePairs<String, String>, headers: Headers = Headers(),
        followingRedirects: Bool = false
    ) async throws -> TestResponse {
        try await send(
            .post, path, .form(Array(fields)), headers: headers, followingRedirects: followingRedirects)
    }

    /// Sends a `PUT` request.
    public func put(
        _ path: String, _ content: TestContent = .empty, headers: Headers = Headers()
    ) async throws -> TestResponse {
        try await send(.put, path, content, headers: headers)
    }

    /// Sends a `PUT` request with a value as JSON.
    public func put(_ path: String, json value: some Encodable, headers: Headers = Headers()) async throws
        -> TestResponse
    {
        try await send(.put, path, .json(value), headers: headers)
    }

    /// Sends a `PATCH` request.
    public func patch(
        _ path: String, _ content: TestContent = .empty, headers: Headers = Headers()
    ) async throws -> TestResponse {
        try await send(.patch, path, content, headers: headers)
    }

    /// Sends a `PATCH` request with a value as JSON.
    public func patch(
        _ path: String, json value: some Encodable, headers: Headers = Headers()
    ) async throws -> TestResponse {
        try await send(.patch, path, .json(value), headers: headers)
    }
}
