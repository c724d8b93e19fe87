import Martlet
import MartletTesting
import Testing

/// Whatever a client sends, it is the client's mistake or no mistake at all.
@Suite struct OddInputTests {
    private static let values = [
        "null", "true", "0", "-0", "1", "-1", "1.0", "1e2", "1e308", "-1e-308", "9223372036854775807",
        "18446744073709551616", "0.005", "123456789012345678901234567890123456789", "\"\"", "\"a\"", "\"\\u0000\"",
        "\"\\ud83d\\ude00\"", "\"2026-02-28T00:00:00Z\"", "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+23:59\"",
        "\"9999-12-31T23:59:59-23:59\"", "\"999999-12-31T00:00:00Z\"", "\"23:59:59.9999999\"", "\"AAAA\"", "[]", "{}",
        "[1,[2]]", "[\"\\\\u0000\"]", "{\"a\":\"\\u0000\"}", "{\"a\":{\"b\":null}}", "\"live\"", "\"\\\\%_'\"",
        "\"\(String(repeating: "é", count: 30))\"",
    ]

    private static let texts =
        values + [
            "%", "'", "2026-02-28", "0000-01-01", "-1", "+1", " 1", "1,", ",", "1,2,3", "NaN", "inf", "1e400",
            "😀",
            "studio", "00:00", "99999999999999999999.9", "-00000000000000000000001",
        ]

    @Test(arguments: TestedDatabase.allCases)
    func `no value of a member is an error of the application`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Track.self) { $0.bulk() }
            api.resource(Label.self)
        } run: { client, _ in
            let members = [
                "tracks/1": ["title", "seconds", "kind", "price", "notes", "settings", "album_id", "id", "added"],
                "labels/x": ["founded", "uid", "logo", "opens", "lead", "rating", "active", "token", "code"],
            ]
            _ = try await client.post("/api/labels", json: ["code": "x"])
            for (path, names) in members {
                for name in names {
                    for value in Self.values {
                        let body = TestContent.text("{\"\(name)\":\(value)}", type: "application/json")
                        let response = try await client.patch("/api/\(path)", body)
                        #expect([200, 422].contains(response.status.code), "\(name): \(value): \(response)")
                        guard response.status == .ok else { continue }
                        // What was taken can be told.
                        let read = try await client.get("/api/\(path)")
                        #expect(read.status == .ok, "\(name): \(value): \(read)")
                    }
                }
            }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `no value of a parameter is an error of the application`(_ tested: TestedDatabase) async throws {
        try await tested.test { api in
            api.resource(Track.self) { tracks in
                tracks.search { [$0.title, $0.notes] }
                tracks.filter("artist") { $0.album.artist.name }
            }
            api.resource(Label.self)
        } run: { client, _ in
            let names = [
                "tracks": ["id", "title", "seconds", "kind", "price", "album_id", "added", "artist"],
                "labels": ["founded", "uid", "opens", "lead", "rating", "active", "code"],
            ]
            let operators = ["eq", "ne", "lt", "gte", "in", "not_in", "null", "icontains", "starts", "ieq"]
            for (path, names) in names {
                for name in names {
                    for (index, text) in Self.texts.enumerated() {
                        let comparison = operators[index % operators.count]
                        for parameter in [name, "\(name)[\(comparison)]"] {
                            let response = try await client.get("/api/\(path)?\(parameter)=\(encoded(text))&limit=1")
                            #expect(
                                [200, 422].contains(response.status.code), "\(parameter): \(text): \(response)")
                        }
                    }
                }
            }
            for name in [
                "search", "order", "fields", "include", "page", "per_page", "limit", "offset", "after", "before",
            ] {
                for text in Self.texts {
                    let response = try await client.get("/api/tracks?\(name)=\(encoded(text))")
                    #expect([200, 422].contains(response.status.code), "\(name): \(text): \(response)")
                }
            }
        }
    }

    private func encoded(_ text: String) -> String {
        var query = QueryParameters()
        query.append("x", text)
        return String(query.encoded.dropFirst(2))
    }
}
