import Testing

/// The judge of all answers is judged itself.
@Suite struct ContractTests {
    static let user: JSONTree = ["email": "a", "token": "b", "username": "c", "bio": .null, "image": "d"]

    @Test func `every operation is described`() {
        #expect(Contract.conduit.operations.count == 19)
        #expect(Contract.conduit.operation("GET", "/articles/feed?limit=1") == "GET /articles/feed")
        #expect(Contract.conduit.operation("GET", "/articles/one") == "GET /articles/{slug}")
        #expect(Contract.conduit.operation("PATCH", "/user") == nil)
    }

    @Test(
        arguments: [
            (["user": user], 200, []), (["user": user], 201, ["GET /user has no response 201"]),
            (
                ["user": ["email": "a"]], 200,
                ["/bio", "/image", "/token", "/username"].map { "GET /user 200 /user\($0) is missing" }
            ),
            (["errors": ["token": ["is missing"]]], 401, []),
            (["errors": ["token": "is missing"]], 401, ["GET /user 401 /errors/token is not array"]),
            (nil, 200, ["GET /user 200 has no content"]), ([], 200, ["GET /user 200  is not object"]),
        ] as [(JSONTree?, Int, [String])])
    func `what is otherwise than it is described is found`(content: JSONTree?, status: Int, expected: [String]) {
        #expect(Contract.conduit.findings("GET /user", status: status, content) == expected)
    }
}
