import MartletHTTP
import Testing

@testable import MartletHTTP

/// The header fields that describe files: types, names, codings.
@Suite struct FileHeaderTests {
    @Test(arguments: [
        ("app.css", "text/css; charset=utf-8"), ("app.min.js", "text/javascript; charset=utf-8"),
        ("a/b.c/page.HTML", "text/html; charset=utf-8"), ("data.json", "application/json; charset=utf-8"),
        ("logo.svg", "image/svg+xml"), ("photo.jpeg", "image/jpeg"), ("font.woff2", "font/woff2"),
        ("film.mp4", "video/mp4"), ("app.wasm", "application/wasm"), ("archive.tar.gz", "application/gzip"),
        ("report.pdf", "application/pdf"), ("unknown.zzz", "application/octet-stream"),
        ("LICENSE", "application/octet-stream"), ("folder.css/file", "application/octet-stream"),
        ("css", "application/octet-stream"), ("trailing.", "application/octet-stream"),
        ("", "application/octet-stream"),
    ])
    func `the extension says the type`(_ name: String, _ type: String) { #expect(MediaTypes.ofFile(name) == type) }

    @Test(arguments: [
        ("Report.pdf", "attachment; filename=\"Report.pdf\""),
        ("two words.txt", "attachment; filename=\"two words.txt\""),
        ("naïve €.txt", "attachment; filename=\"na_ve _.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt"),
        ("a\"b.txt", "attachment; filename=\"a_b.txt\"; filename*=UTF-8''a%22b.txt"),
        ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ("../etc/passwd", "attachment; filename=\".._etc_passwd\""),
        ("a\r\nSet-Cookie: b=1", "attachment; filename=\"a__Set-Cookie: b=1\""), ("", "attachment; filename=\"\""),
    ])
    func `a download has its name in ASCII and whole`(_ name: String, _ field: String) {
        #expect(ContentDisposition.attachment(name) == field)
    }

    @Test(arguments: [
        ("gzip, br", 1_000, 1_000, 1), ("gzip;q=0.5", 500, 0, 1), ("br;q=0", 0, 0, 1), ("*", 1_000, 1_000, 1),
        ("*;q=0", 0, 0, 0), ("gzip;q=0, *", 0, 1_000, 1), ("identity, gzip;q=0.5", 500, 0, 1_000),
        ("x-gzip", 1_000, 0, 1), ("GZIP ; Q=0.123", 123, 0, 1), ("identity;q=0, br", 0, 1_000, 0), ("", 0, 0, 1),
        ("gzip;q=2", 0, 0, 1), ("gzip;q=0.1234", 0, 0, 1), ("gzip;q=", 0, 0, 1), ("gzip;q=1.0", 1_000, 0, 1),
    ])
    func `a client weighs codings`(_ field: String, _ gzip: Int, _ br: Int, _ plain: Int) {
        let accepted = AcceptEncoding([.acceptEncoding: field])
        #expect(accepted.weight(of: "gzip") == gzip)
        #expect(accepted.weight(of: "br") == br)
        #expect(accepted.weight(of: nil) == plain)
    }

    @Test(arguments: [
        ("app.css", "app.0123456789abcdef.css"), ("css/app.min.css", "css/app.min.0123456789abcdef.css"),
        ("LICENSE", "LICENSE.0123456789abcdef"), ("v1.2/LICENSE", "v1.2/LICENSE.0123456789abcdef"),
        (".well-known/a", ".well-known/a.0123456789abcdef"),
    ])
    func `a hashed name is made and taken apart`(_ name: String, _ hashed: String) throws {
        #expect(HashedName.join(name, hash: "0123456789abcdef") == hashed)
        let parsed = try #require(HashedName.parse(hashed))
        #expect(parsed.name == name)
        #expect(parsed.hash == "0123456789abcdef")
    }

    @Test(arguments: [
        "app.css", "app.0123456789ABCDEF.css", "app.0123456789abcde.css", "0123456789abcdef.css", "", ".",
    ])
    func `other names are not hashed`(_ name: String) { #expect(HashedName.parse(name)?.name == nil) }
}
