public import MartletHTTP

extension TestClient {
    /// Puts a value in place of a dependency for the requests that follow, in this and every other client of the test.
    ///
    /// All of them get the same value, so that it is not closed with the requests. What the dependency needs of the application's services is looked for at the
    /// start all the same.
    ///
    /// ```swift
    /// try await app.test { client in
    ///     client.replace(Clock.self, with: Clock(now: noon))
    ///     #expect(try await client.get("/greeting").text == "Good day")
    /// }
    /// ```
    public func replace<Value: Dependency>(_ type: Value.Type, with value: Value) {
        replacements.set(type, isShared: true) { _ in value }
    }

    /// Makes a dependency otherwise for the requests that follow: by the request, or by throwing what it would throw.
    ///
    /// Each request has a value of its own, which is closed after the response as the dependency's own would be.
    ///
    /// ```swift
    /// client.replace(Transaction.self) { _ in Transaction(journal: journal) }
    /// ```
    public func replace<Value: Dependency>(
        _ type: Value.Type, by make: @escaping @Sendable (inout ExtractionSource) async throws -> Value
    ) {
        replacements.set(type, isShared: false, make)
    }

    /// Lets a dependency be itself again.
    public func restore<Value: Dependency>(_ type: Value.Type) { replacements.set(type, isShared: false, nil) }
}
