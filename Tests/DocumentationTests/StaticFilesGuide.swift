import Foundation
import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/StaticFiles.md.
@Suite struct StaticFilesGuide {
    struct Note: Codable, Sendable {
        var text: String
        var version: Int
        var entityTag: EntityTag { EntityTag("v\(version)") }
    }

    private func app(in root: String) async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let folder = "\(root)/Public"
        try await app.install(StaticFiles(folder, at: "/static"))
        app.get("/style") { (request: Request) in
            let address = try request.static("css/app.css")
            return "/* \(address) */"
        }
        let report = "\(root)/report.pdf"
        let uploads = "\(root)/uploads"
        app.get("/report") { FileResponse(report, downloadName: "Report.pdf") }
        app.get("/uploads/{name}") { (name: Path<String>) in
            FileResponse(name.value, in: uploads, downloadName: name.value)
        }
        app.group("/pages") { pages in
            pages.use(ETag())
            pages.get("/") { HTML("<h1>Notes</h1>") }
        }
        let note = Note(text: "Milk", version: 7)
        app.put("/note") { (request: Request, new: JSON<Note>) in
            guard Preconditions(request).outcome(entityTag: note.entityTag) == .proceed else {
                throw HTTPError(.preconditionFailed, "Somebody else has changed the note.")
            }
            return new
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        let root = FileManager.default.temporaryDirectory.path + "/martlet-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (name, text) in [("Public/css/app.css", "css"), ("report.pdf", "pdf"), ("uploads/a.txt", "a")] {
            let url = URL(fileURLWithPath: "\(root)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try await app(in: root).test { client in
            let style = try await client.get("/style").text
            let address = style.dropFirst(3).dropLast(3)
            #expect(try await client.get(String(address)).text == "css")
            #expect(try await client.get("/report").headers[.contentType] == "application/pdf")
            #expect(try await client.get("/uploads/a.txt").text == "a")
            #expect(try await client.get("/uploads/..%2freport.pdf").status == .badRequest)
            let tag = try #require(try await client.get("/pages").headers[.eTag])
            #expect(try await client.get("/pages", headers: [.ifNoneMatch: tag]).status == .notModified)
            let content = TestContent.json(Note(text: "Bread", version: 7))
            #expect(try await client.put("/note", content, headers: [.ifMatch: "\"v7\""]).status == .ok)
            #expect(try await client.put("/note", content, headers: [.ifMatch: "\"v6\""]).status == .preconditionFailed)
        }
    }
}
