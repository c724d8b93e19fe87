import MartletData
import Testing

/// What the URL of a database says.
@Suite struct DatabaseURLTests {
    @Test func `files`() throws {
        for (text, path) in [
            ("sqlite:data/app.sqlite", "data/app.sqlite"), ("sqlite:/var/app.sqlite", "/var/app.sqlite"),
            ("sqlite:///var/app.sqlite", "/var/app.sqlite"), ("SQLite::memory:", ":memory:"),
        ] {
            let url = try DatabaseURL(text)
            #expect(url.scheme == "sqlite")
            #expect(url.path == path)
        }
        #expect(try DatabaseURL("sqlite:a?busy_timeout=3").options == ["busy_timeout": "3"])
    }

    @Test func `servers`() throws {
        let url = try DatabaseURL(
            "postgres://ada:p%40ss%3Aword@db.example.com:5433/my%20shop?sslmode=require&pool_size=4")
        #expect(url.user == "ada" && url.password == "p@ss:word")
        #expect(url.host == "db.example.com" && url.port == 5433 && url.path == "my shop")
        #expect(url.options == ["sslmode": "require", "pool_size": "4"])
        let short = try DatabaseURL("mysql://[::1]/shop")
        #expect(short.host == "::1" && short.port == nil && short.user == nil && short.password == nil)
        let socket = try DatabaseURL("postgres:///shop?host=/run/postgresql")
        #expect(socket.host == nil && socket.path == "shop" && socket.options["host"] == "/run/postgresql")
    }

    @Test func `its description keeps the password to itself`() throws {
        let text = "\(try DatabaseURL("postgres://ada:secret@[::1]:5433/shop"))"
        #expect(text == "postgres://ada@[::1]:5433/shop")
    }

    @Test(arguments: [
        ("foo", "has no scheme"), ("", "has no scheme"), ("/tmp/x", "has no scheme"), ("sqlite:", "names no file"),
        ("sqlite://tmp/x", "has // behind `sqlite:`, where a host would stand"),
        ("postgres://h:x/shop", "has the port `x`"),
        ("postgres://h:99999/shop", "has the port `99999`"), ("mysql://h/%zz", "has an invalid percent sign"),
        ("mysql://[::1/shop", "has an IPv6 address without its bracket"),
        ("mysql://h/shop?x", "has an option that is not name=value: `x`"),
    ])
    func `mistakes are named`(text: String, expected: String) {
        let error = #expect(throws: DatabaseError.self) { try DatabaseURL(text) }
        #expect(error?.kind == .connection)
        #expect(error?.message.hasPrefix("the database's URL \(expected)") == true, "\(error?.message ?? "")")
    }

    @Test func `a scheme without a driver names those that have one`() {
        let error = #expect(throws: DatabaseError.self) { try Database("oracle://h/x", drivers: []) }
        #expect(error?.message == "no driver for `oracle:` URLs; this application has drivers for none")
    }
}
