import MartletHTTP
import Testing

@testable import MartletCompression

@Suite struct AcceptEncodingTests {
    @Test(
        arguments: [
            ("", nil, true),
            ("gzip", .gzip, true),
            ("x-gzip", .gzip, true),
            ("GZIP", .gzip, true),
            ("deflate", .deflate, true),
            ("gzip, deflate, br, zstd", .gzip, true),
            ("deflate, gzip", .gzip, true),
            ("br", nil, true),
            ("identity", nil, true),
            ("*", .gzip, true),
            ("gzip;q=0", nil, true),
            ("gzip;q=0, *", .deflate, true),
            ("gzip;q=0.5, deflate", .deflate, true),
            ("gzip;q=0.5, deflate;q=0.501", .deflate, true),
            ("gzip; q=0.5 ,deflate;q=0.5", .gzip, true),
            ("gzip;Q=0.001", .gzip, true),
            ("gzip;q=0.000", nil, true),
            ("gzip;q=0.5, identity", nil, true),
            ("gzip;q=0.5, identity;q=0.5", .gzip, true),
            ("gzip;q=0.5, identity;q=0.6", nil, true),
            ("gzip, identity;q=0", .gzip, false),
            ("identity;q=0", nil, false),
            ("*;q=0", nil, false),
            ("gzip, *;q=0", .gzip, false),
            ("gzip;q=0, *;q=0", nil, false),
            ("identity, *;q=0", nil, true),
            ("br, identity;q=0", nil, false),
            ("*;q=0.5, gzip;q=0.1", .deflate, true),
            ("gzip;q=1.000", .gzip, true),
            ("gzip;q=1.001", nil, true), ("gzip;q=2", nil, true), ("gzip;q=-1", nil, true), ("gzip;q=", nil, true),
            ("gzip;q=abc", nil, true), ("gzip;q=0.1234", nil, true), ("gzip;q=nan", nil, true),
            ("gzip;q=.5", nil, true),
            (";q=1, , gzip", .gzip, true),
            ("gzip;level=9;q=0.5, deflate;q=0.4", .gzip, true),
        ] as [(String, ContentCoding?, Bool)])
    func `the best coding is taken`(_ field: String, _ coding: ContentCoding?, _ allowsIdentity: Bool) {
        let wish = AcceptEncoding([.acceptEncoding: field])
        #expect(wish.coding == coding)
        #expect(wish.allowsIdentity == allowsIdentity)
    }

    @Test func `without the field plain content is sent, and several lines count as one`() {
        #expect(AcceptEncoding([:]).coding == nil)
        #expect(AcceptEncoding([:]).allowsIdentity)
        #expect(AcceptEncoding([.acceptEncoding: "br", .acceptEncoding: "gzip"]).coding == .gzip)
    }
}
