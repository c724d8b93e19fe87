import MartletHTTP
import Testing

@testable import MartletHTTP

/// `Range` for content of 10000 bytes, with the examples of RFC 9110 §14.1.2.
@Suite struct ByteRangesTests {
    @Test(arguments: [
        ("bytes=0-499", ByteRanges.single(0..<500)), ("bytes=500-999", .single(500..<1_000)),
        ("bytes=-500", .single(9_500..<10_000)), ("bytes=9500-", .single(9_500..<10_000)),
        ("bytes=0-0", .single(0..<1)), ("bytes=0-", .single(0..<10_000)), ("bytes=0-20000", .single(0..<10_000)),
        ("bytes=-20000", .single(0..<10_000)), ("bytes=9999-99999999999999999999999", .single(9_999..<10_000)),
        ("BYTES=0-1", .single(0..<2)), ("bytes= 0-1 ,", .single(0..<2)),
    ])
    func `one range`(_ field: String, _ expected: ByteRanges) {
        #expect(ByteRanges(parsing: field, length: 10_000) == expected)
    }

    @Test(arguments: [
        ("bytes=0-0,-1", ByteRanges.several([0..<1, 9_999..<10_000])),
        ("bytes=500-600,601-999", .several([500..<601, 601..<1_000])),
        ("bytes=10-19 , 0-9", .several([10..<20, 0..<10])),
        ("bytes=0-9,20000-", .single(0..<10)),
        // Overlapping ones are answered with everything.
        ("bytes=0-10,5-15", .whole), ("bytes=500-700,601-999", .whole), ("bytes=0-,0-", .whole),
    ])
    func `several ranges`(_ field: String, _ expected: ByteRanges) {
        #expect(ByteRanges(parsing: field, length: 10_000) == expected)
    }

    @Test func `more than sixteen ranges are answered with everything`() {
        let list = (0..<17).map { "\($0 * 10)-\($0 * 10)" }
        let most = "bytes=" + list.prefix(16).joined(separator: ",")
        #expect(ByteRanges(parsing: most, length: 10_000) == .several((0..<16).map { $0 * 10..<$0 * 10 + 1 }))
        #expect(ByteRanges(parsing: "bytes=" + list.joined(separator: ","), length: 10_000) == .whole)
    }

    @Test(arguments: [
        "bytes=10000-", "bytes=10000-20000", "bytes=-0", "bytes=99999999999999999999-", "bytes=10000-,-0",
    ])
    func `what is not there cannot be satisfied`(_ field: String) {
        #expect(ByteRanges(parsing: field, length: 10_000) == .unsatisfiable)
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-a", "bytes=5-4", "bytes=1-2-3", "bytes=+1-2",
        "bytes=0x1-2", "bytes=1 -2", "items=0-1", "bytes:0-1", "0-1", "bytes=0-1;2-3", "bytes=--1", "bytes=0-1,x",
        "bytes=,,", "bytes =0-1", "bytes=٣-٤",
    ])
    func `a malformed field does not count`(_ field: String) {
        #expect(ByteRanges(parsing: field, length: 10_000) == .whole)
    }

    @Test func `only GET has ranges, and only one field of them`() {
        let context = RequestContext(application: ApplicationContext(), connection: ConnectionInfo())
        var request = Request(method: .get, target: "/", headers: [.range: "bytes=0-1"], context: context)
        #expect(ByteRanges(request, length: 10) == .single(0..<2))
        #expect(ByteRanges(request, length: 0) == .whole)
        request.method = .head
        #expect(ByteRanges(request, length: 10) == .whole)
        request.method = .get
        request.headers.append(.range, "bytes=3-4")
        #expect(ByteRanges(request, length: 10) == .whole)
    }
}
