import MartletHTTP
import MartletHash
import Testing

@testable import MartletHTTP

@Suite struct ContentHashTests {
    /// The values of the reference implementation for bytes that follow from their positions.
    static let known = [
        (0, "ef46db3751d8e999"), (1, "e934a84adb052768"), (3, "e5d2be4ae4b3469a"), (4, "3b4d7f7c6bd1ae90"),
        (7, "f952f1901a5afc9b"), (8, "506834122cb7b4d0"), (14, "7faa5027304d59cb"), (31, "f9c815c599cbb32d"),
        (32, "ba7bafd4734262dd"), (33, "791cbe857e7fa007"), (63, "cc8b2a542e4a451e"), (64, "d14bf0119fd250a1"),
        (100, "2bddaad0ee8a2178"), (101, "dd84e97f5cbc99f8"), (255, "b3ae493be7dbfcd1"), (1_000, "b1280f6428126532"),
    ]

    @Test(arguments: known)
    func `it is XXH64`(_ count: Int, _ digits: String) {
        #expect(ContentHash.digits(of: TemporaryFile.content(0..<count)) == digits)
    }

    @Test(arguments: [1, 5, 31, 32, 33, 100])
    func `parts come to the same as the whole`(_ size: Int) {
        let bytes = TemporaryFile.content(0..<1_000)
        var hash = ContentHash()
        for start in stride(from: 0, to: bytes.count, by: size) {
            Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { hash.add($0) }
        }
        #expect(hash.digits == "b1280f6428126532")
    }
}
