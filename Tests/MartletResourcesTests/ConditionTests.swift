import Martlet
import MartletTesting
import Testing

/// Entity tags and the conditions of requests.
@Suite struct ConditionTests {
    private static let stale: Headers = [.ifMatch: "\"7\""]

    @Test(arguments: TestedDatabase.allCases)
    func `the version is the tag`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Track.self)
        } run: { client, _ in
            let read = try await client.get("/api/tracks/1")
            #expect(read.headers[.eTag] == "\"1\"")
            let unchanged = try await client.get("/api/tracks/1", headers: [.ifNoneMatch: "W/\"1\""])
            #expect(unchanged.status == .notModified)
            #expect(unchanged.text.isEmpty && unchanged.headers[.eTag] == "\"1\"")
            let wrong = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: Self.stale)
            #expect(wrong.status == .preconditionFailed)
            #expect(try wrong.detail == "It was changed by another.")
            let odd = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: [.ifMatch: "garbage"])
            #expect(odd.status == .badRequest)
            #expect(try odd.detail == #"If-Match must be an ETag with its quotes, such as "7", or *."#)
            let right = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: [.ifMatch: "\"1\""])
            #expect(right.headers[.eTag] == "\"2\"")
            let late = try await client.get("/api/tracks/1", headers: [.ifNoneMatch: "\"1\""])
            #expect(late.status == .ok)
            let put = try await client.put("/api/tracks/1", json: ["title": "x"], headers: Self.stale)
            #expect(put.status == .preconditionFailed)
            #expect(try await client.delete("/api/tracks/1", headers: Self.stale).status == .preconditionFailed)
            #expect(try await client.delete("/api/tracks/1", headers: [.ifMatch: "*"]).status == .noContent)
        }
    }

    @Test func `a resource may require them`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Track.self) { $0.requireMatch() }
        } run: { client, _ in
            for response in [
                try await client.patch("/api/tracks/1", json: ["title": "x"]), try await client.delete("/api/tracks/1"),
                try await client.put("/api/tracks/1", json: ["title": "x"]),
            ] {
                #expect(response.status.code == 428)
                #expect(try response.detail == "Send the ETag of what you have seen as If-Match.")
            }
            let right = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: [.ifMatch: "\"1\""])
            #expect(right.status == .ok)
        }
    }

    @Test(arguments: [true, false])
    func `a change by another in between is seen`(hasCondition: Bool) async throws {
        try await TestedDatabase.sqlite.test { api in
            api.resource(Track.self) { tracks in
                tracks.beforeWrite { (database: Database, changes) in
                    guard let row = changes.original else { return }
                    try await row.update(in: database) { $0.notes = "mine" }
                }
            }
        } run: { client, _ in
            let headers: Headers = hasCondition ? [.ifMatch: "\"1\""] : [:]
            let response = try await client.patch("/api/tracks/1", json: ["title": "x"], headers: headers)
            #expect(response.status == (hasCondition ? .preconditionFailed : .conflict))
        }
    }

    @Test func `a model without a version has no tag and meets no condition`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Artist.self)
        } run: { client, _ in
            #expect(try await client.get("/api/artists/1").headers[.eTag] == nil)
            let refused = try await client.patch("/api/artists/1", json: ["name": "x"], headers: Self.stale)
            #expect(refused.status == .preconditionFailed)
        }
    }
}
