import Foundation
import MartletHash
import Testing

@testable import MartletEmbed

/// Swift source made from files of any content.
@Suite struct EmbeddedBytesTests {
    @Test(
        arguments: [
            ([], ""), ([0xFF], "\u{7F}\u{40}"), ([0x80, 0x00], "\u{40}\u{00}\u{00}"),
            ([1, 2, 3, 4, 5, 6, 7], "\u{00}\u{40}\u{40}\u{30}\u{20}\u{14}\u{0C}\u{07}"),
        ] as [([UInt8], String)])
    func `bytes are packed in groups of seven bits`(_ bytes: [UInt8], _ text: String) {
        #expect(EmbeddedBytes.pack(Data(bytes)) == text)
    }

    @Test func `text stands as it is, anything else is packed, each with its hash`() {
        let source = EmbeddedBytes(["b.bin": Data([0xFF]), "a.txt": Data("1\n".utf8)]).source(type: "Files")
        #expect(
            source == """
                // Made by the build from the files of the target. Changes here are lost.

                /// Files that are a part of the binary, by name.
                enum Files {
                    typealias File = (hash: String, size: Int, isPacked: Bool, content: StaticString)

                    static let all: [String: File] = made()

                    private static func made() -> [String: File] {
                        var files: [String: File] = [:]
                        files.reserveCapacity(2)
                        func add(_ name: String, _ hash: String, _ size: Int, _ isPacked: Bool, _ content: StaticString) {
                            files[name] = (hash, size, isPacked, content)
                        }
                        add("a.txt", "\(ContentHash.digits(of: Data("1\n".utf8)))", 2, false, "1\\n")
                        add("b.bin", "\(ContentHash.digits(of: [0xFF]))", 1, true, "\\u{7f}@")
                        return files
                    }
                }

                """)
    }
}
