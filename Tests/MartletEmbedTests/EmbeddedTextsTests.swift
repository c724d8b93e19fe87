import Foundation
import Testing

@testable import MartletEmbed

/// Swift source made from the texts of a folder.
@Suite struct EmbeddedTextsTests {
    private func withFolder(_ files: [String: [UInt8]], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        try body(folder.path(percentEncoded: false))
    }

    @Test(arguments: [
        ("", "\"\""), ("a \"b\" \\(c)", #""a \"b\" \\(c)""#), ("#\"\"\"#", ##""#\"\"\"#""##),
        ("one\ntwo\r\nthree\tfour", #""one\ntwo\r\nthree\tfour""#), ("J\u{FC}rgen \u{1F3B5}", "\"Jürgen 🎵\""),
        ("\u{0}\u{1B}\u{7F}\u{85}\u{2028}\u{FEFF}", #""\u{0}\u{1b}\u{7f}\u{85}\u{2028}\u{feff}""#),
    ])
    func `any text becomes a literal of one line`(_ text: String, _ literal: String) {
        #expect(EmbeddedTexts.literal(text) == literal)
    }

    @Test func `the source is the same for the same texts, sorted by name`() {
        let source = EmbeddedTexts(["b": "2", "a": "1\n"]).source(type: "Texts")
        #expect(
            source == """
                // Made by the build from the files of the target. Changes here are lost.

                /// Texts that are a part of the binary, by name.
                enum Texts {
                    static let texts: [String: String] = made()

                    private static func made() -> [String: String] {
                        [
                            "a": "1\\n",
                            "b": "2",
                        ]
                    }
                }

                """)
        #expect(EmbeddedTexts([:]).source(type: "T").contains("        [:]\n"))
    }

    @Test func `names are paths without the suffix, other files are left out`() throws {
        let files: [String: [UInt8]] = [
            "home.mustache": Array("h".utf8), "albums/show.mustache": Array("s".utf8), "notes.txt": [0xFF],
            "folder.mustache/inner.mustache": Array("i".utf8),
        ]
        try withFolder(files) { folder in
            let texts = try EmbeddedTexts(folder: folder, suffix: ".mustache").texts
            #expect(texts == ["home": "h", "albums/show": "s", "folder.mustache/inner": "i"])
        }
        #expect(try EmbeddedTexts(folder: "/nowhere/at/all", suffix: "").texts.isEmpty)
    }

    @Test func `a file that is not UTF-8 is named`() throws {
        try withFolder(["bad.mustache": [0x61, 0xFF]]) { folder in
            let error = #expect(throws: EmbedError.self) { try EmbeddedTexts(folder: folder, suffix: ".mustache") }
            #expect(error?.description == "\(folder)/bad.mustache is not UTF-8 text and cannot be embedded")
        }
    }

    @Test func `the command says what it needs`() throws {
        let unknown = #expect(throws: EmbedError.self) { try EmbedCommand.run(["--tpye", "T"]) }
        #expect(
            unknown?.description
                == "expected --kind texts|files --type NAME --folder FOLDER --output FILE [--suffix .EXT], got `--tpye`"
        )
        let missing = #expect(throws: EmbedError.self) { try EmbedCommand.run(["--type", "T"]) }
        #expect(missing?.description == "--type, --folder and --output are needed")
        let kind = #expect(throws: EmbedError.self) {
            try EmbedCommand.run(["--kind", "flies", "--type", "T", "--folder", "f", "--output", "o"])
        }
        #expect(kind?.description == "--kind must be `texts` or `files`, got `flies`")
    }

    @Test func `what is embedded already is not written again`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let texts = folder.appending(path: "Texts")
        try FileManager.default.createDirectory(at: texts, withIntermediateDirectories: true)
        let (text, output) = (texts.appending(path: "a.txt"), folder.appending(path: "Out.swift").path)
        func embed(_ content: String) throws -> Int? {
            try Data(content.utf8).write(to: text)
            try EmbedCommand.run(["--kind", "texts", "--type", "T", "--folder", texts.path, "--output", output])
            // A file that is written anew is another one.
            return try FileManager.default.attributesOfItem(atPath: output)[.systemFileNumber] as? Int
        }
        let first = try embed("one")
        #expect(first != nil)
        #expect(try embed("one") == first)
        _ = try embed("two")
        #expect(try String(contentsOfFile: output, encoding: .utf8).contains("two"))
    }
}
