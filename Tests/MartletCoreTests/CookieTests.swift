import MartletCore
import Testing

@Suite struct CookieTests {
    private func request(_ lines: String...) -> Request {
        var headers = Headers()
        for line in lines { headers.append(.cookie, line) }
        let context = RequestContext(
            application: ApplicationContext(services: Services(), logger: .init(label: "test"), isDevelopment: false),
            connection: ConnectionInfo())
        return Request(method: .get, target: "/", headers: headers, context: context)
    }

    @Test func `cookies are read as they were sent`() {
        let cookies = request("a=1; b=\"two\";c= x ; a=9; =none; alone; d=e=f; e=").cookies
        #expect(cookies["a"] == "1")
        #expect(cookies["b"] == "two")
        #expect(cookies["c"] == "x")
        #expect(cookies["d"] == "e=f")
        #expect(cookies["e"] == "")
        #expect(cookies["alone"] == nil)
        #expect(cookies["A"] == nil)
        #expect(cookies.names == ["a", "b", "c", "a", "d", "e"])
        #expect(request("a=1", "b=2").cookies["b"] == "2")
        #expect(request("a=b%20c+/=").cookies["a"] == "b%20c+/=")
        #expect(request().cookies.names == [])
    }

    @Test func `a flood of cookies is cut off`() {
        let many = (0..<100_000).map { "c\($0)=1" }.joined(separator: ";")
        #expect(request(many).cookies.names.count == RequestCookies.maximumCount)
    }

    @Test func `the field has careful defaults`() throws {
        #expect(try SetCookie("a", "b").field(isSecureRequest: false) == "a=b; Path=/; HttpOnly; SameSite=Lax")
        #expect(try SetCookie("a", "b").field(isSecureRequest: true) == "a=b; Path=/; Secure; HttpOnly; SameSite=Lax")
        let all = SetCookie(
            "a", "b", path: "/x", domain: "example.com", maxAge: .seconds(60), isSecure: true, isHTTPOnly: false,
            sameSite: .none, isPartitioned: true)
        #expect(
            try all.field(isSecureRequest: false)
                == "a=b; Path=/x; Domain=example.com; Max-Age=60; Secure; SameSite=None; Partitioned")
        #expect(
            try SetCookie("__Host-a", "b").field(isSecureRequest: false)
                == "__Host-a=b; Path=/; Secure; HttpOnly; SameSite=Lax")
    }

    @Test(arguments: [
        SetCookie("", "x"), SetCookie("a b", "x"), SetCookie("a;b", "x"), SetCookie("a", "x;y"),
        SetCookie("a", "x\r\ny"),
        SetCookie("a", "ü"), SetCookie("a", "x", path: "x"), SetCookie("a", "x", path: "/;b"),
        SetCookie("a", "x", domain: "a\r\nb"), SetCookie("a", "x", isSecure: false, sameSite: .none),
        SetCookie("a", "x", isSecure: false, isPartitioned: true), SetCookie("__Host-a", "x", path: "/b"),
        SetCookie("__Host-a", "x", domain: "a.com"), SetCookie("__Secure-a", "x", isSecure: false),
        SetCookie("a", String(repeating: "x", count: 4_096)),
    ])
    func `what browsers would refuse is an error`(_ cookie: SetCookie) {
        #expect(throws: CookieError.self) { try cookie.field(isSecureRequest: false) }
    }

    @Test func `setting and removing`() throws {
        let request = request()
        var response = Response(text: "x")
        try response.setCookie(SetCookie("a", "1"), for: request)
        try response.removeCookie("b", path: "/p", for: request)
        #expect(
            response.headers[values: .setCookie] == [
                "a=1; Path=/; HttpOnly; SameSite=Lax", "b=; Path=/p; Max-Age=0; HttpOnly; SameSite=Lax",
            ])
    }
}
