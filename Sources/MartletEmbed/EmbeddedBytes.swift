import Foundation
import MartletHash

/// Files of any content by name, and the Swift source that holds them.
struct EmbeddedBytes {
    let files: [String: Data]

    init(_ files: [String: Data]) { self.files = files }

    /// Reads the files that would be served from a folder: no names that begin with a dot, except below `.well-known/`,
    /// and no symbolic links that lead out.
    /// - Parameter folder: one that is missing holds nothing.
    init(folder: String) throws {
        var files: [String: Data] = [:]
        let root = Self.realPath(folder) + "/"
        for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            let path = Self.realPath("\(folder)/\(name)")
            var isDirectory: ObjCBool = false
            guard Self.isServed(name), path.hasPrefix(root),
                FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            files[name] = try Data(contentsOf: URL(filePath: path))
        }
        self.files = files
    }

    private static func isServed(_ name: String) -> Bool {
        !name.split(separator: "/").enumerated().contains { index, segment in
            segment.hasPrefix(".") && (index > 0 || segment != ".well-known")
        }
    }

    private static func realPath(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
            .replacing(/\/$/, with: "")
    }

    /// A file with `enum TYPE { static let all }`, the same for the same files.
    ///
    /// A content is a `StaticString`: bytes of the binary that nothing reads before they are asked for. Each file is a
    /// statement of its own, since the compiler takes long over a large literal of a dictionary.
    func source(type: String) -> String {
        let statements = files.sorted { $0.key < $1.key }.map { name, bytes in
            let text = String(validating: bytes, as: UTF8.self)
            return "        add(\(EmbeddedTexts.literal(name)), \"\(ContentHash.digits(of: bytes))\", \(bytes.count), "
                + "\(text == nil), \(EmbeddedTexts.literal(text ?? Self.pack(bytes))))\n"
        }
        return """
            // Made by the build from the files of the target. Changes here are lost.

            /// Files that are a part of the binary, by name.
            enum \(type) {
                typealias File = (hash: String, size: Int, isPacked: Bool, content: StaticString)

                static let all: [String: File] = made()

                private static func made() -> [String: File] {
                    var files: [String: File] = [:]
                    files.reserveCapacity(\(files.count))
                    func add(_ name: String, _ hash: String, _ size: Int, _ isPacked: Bool, _ content: StaticString) {
                        files[name] = (hash, size, isPacked, content)
                    }
            \(statements.joined())        return files
                }
            }

            """
    }

    /// Bytes that are no UTF-8 as text: the bits in groups of seven, each of them an ASCII character, the last group filled
    /// up with zeros.
    static func pack(_ bytes: Data) -> String {
        var text = String.UnicodeScalarView()
        text.reserveCapacity(bytes.count * 8 / 7 + 1)
        var bits: UInt16 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt16(byte)
            count += 8
            while count >= 7 {
                count -= 7
                text.append(Unicode.Scalar(UInt8(bits >> UInt16(count) & 0x7F)))
            }
            bits &= (1 << UInt16(count)) - 1
        }
        if count > 0 { text.append(Unicode.Scalar(UInt8(bits << UInt16(7 - count) & 0x7F))) }
        return String(text)
    }
}
