import Foundation

/// Texts by name, and the Swift source that holds them.
struct EmbeddedTexts {
    let texts: [String: String]

    init(_ texts: [String: String]) { self.texts = texts }

    /// Reads the files of a folder and those below it; a name is the path in the folder without the suffix.
    /// - Parameters:
    ///   - folder: the folder; one that is missing holds nothing.
    ///   - suffix: files that end otherwise are left out; with an empty one all are taken.
    /// - Throws: ``EmbedError`` for a file that is not UTF-8.
    init(folder: String, suffix: String) throws {
        var texts: [String: String] = [:]
        for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            let file = "\(folder)/\(path)"
            var isDirectory: ObjCBool = false
            guard path.hasSuffix(suffix), FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { continue }
            let bytes = try Data(contentsOf: URL(filePath: file))
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EmbedError("\(file) is not UTF-8 text and cannot be embedded")
            }
            texts[String(path.dropLast(suffix.count))] = text
        }
        self.texts = texts
    }

    /// A file with `enum TYPE { static let texts: [String: String] }`, the same for the same texts.
    ///
    /// The texts stand in the body of a function: a change to them does not change the interface of the type, so that
    /// no other file is compiled anew.
    func source(type: String) -> String {
        let entries = texts.sorted { $0.key < $1.key }.map { name, text in
            "            \(Self.literal(name)): \(Self.literal(text)),\n"
        }
        let value = entries.isEmpty ? "[:]" : "[\n\(entries.joined())        ]"
        return """
            // Made by the build from the files of the target. Changes here are lost.

            /// Texts that are a part of the binary, by name.
            enum \(type) {
                static let texts: [String: String] = made()

                private static func made() -> [String: String] {
                    \(value)
                }
            }

            """
    }

    /// A text as a Swift string literal of one line.
    static func literal(_ text: String) -> String {
        var result = "\""
        result.reserveCapacity(text.utf8.count + 2)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            // Controls, the two line separators and the byte order mark cannot stand in a source file safely.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
