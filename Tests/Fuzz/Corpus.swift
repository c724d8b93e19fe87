/// Requests that mutations begin with: what a server meets, right and wrong.
enum Corpus {
    private static func get(_ target: String, _ fields: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a.example\r\n\(fields)\r\n"
    }

    private static func send(_ method: String, _ target: String, _ fields: String, _ body: String) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: a.example\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func chunked(_ target: String, _ chunks: String, _ fields: String = "") -> String {
        "PUT \(target) HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\(fields)\r\n\(chunks)"
    }

    private static let json = "Content-Type: application/json\r\n"
    private static let form = "Content-Type: application/x-www-form-urlencoded\r\n"
    private static let parts = """
        --b\r\nContent-Disposition: form-data; name="q"\r\n\r\nvalue\r\n--b\r\nContent-Disposition: form-data; \
        name="f"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n--b--\r\n
        """

    static let requests: [[UInt8]] = texts.map { Array($0.utf8) }

    private static let texts: [String] = [
        get("/"), get("/tracks/1"), get("/tracks/99999999999999999999"), get("/tracks/-1"), get("/tracks/%31"),
        get("/ids/6ba7b810-9dad-11d1-80b4-00c04fd430c8"), get("/files/a/b/c.txt"), get("/files/J%C3%BCrgen%20B"),
        get("/files/%e2%82%ac?x=%20"), get("/files//double//slash"), get("/search?q=a&page=2"),
        get("/search?q=%F0%9F%90%A6&page=+1"), get("/query?a=1&a=2&b&=c&&d=%26"), get("/group/inner"),
        get("/group/inner/"), get("/stream"), get("/later"), get("/nothing"), get("http://b.example:8080/tracks/2?x"),
        get("/", "Connection: close\r\n"), get("/", "Connection: keep-alive, x\r\n"),
        get("/", "Accept: text/html;q=0.9, */*;q=0.1\r\nAccept-Language: de\r\n"),
        get("/cookies", "Cookie: a=1; b=\"2\"; c; =d; e=f=g\r\nCookie: h=%00\r\n"),
        get("/client", "X-Forwarded-For: 203.0.113.9, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"),
        get("/client", "Forwarded: for=\"[2001:db8::1]:80\";proto=https;host=c.example, for=unknown\r\n"),
        get("/client", "X-Request-ID: abc-123\r\n"), get("/", "Origin: https://app.example\r\n"),
        "OPTIONS /json HTTP/1.1\r\nHost: a\r\nOrigin: https://app.example\r\nAccess-Control-Request-Method: POST\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "DELETE /tracks/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "PATCH /tracks/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
        "FROB / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        send("POST", "/json", json, #"{"title": "a", "count": 1, "tags": ["x", "\u00e9\ud83d\ude00"]}"#),
        send("POST", "/json", json, #"{"title": 1e400}"#), send("POST", "/json", json, #"[[[[{"a": null}]]]]"#),
        send("POST", "/json", json, "{\"title\": \"\u{FFFD}\"}"), send("POST", "/json", form, "title=a"),
        send("POST", "/form", form, "q=a+b&page=1"), send("POST", "/form", form, "q=%e4%bd%a0&q=2&page=x"),
        send("POST", "/form", "Content-Type: multipart/form-data; boundary=b\r\n", parts),
        send("POST", "/echo", "Content-Type: multipart/form-data; boundary=b\r\n", parts),
        send("POST", "/echo", "", "hello"), send("POST", "/unread", "", String(repeating: "u", count: 3000)),
        send("POST", "/echo", "Expect: 100-continue\r\n", "expected"),
        send("POST", "/unread", "Expect: 100-continue\r\n", "unread"), send("POST", "/nothing", "", "body"),
        send("POST", "/tracks/1", "X-HTTP-Method-Override: DELETE\r\n", ""),
        send("POST", "/tracks/1", form, "_method=DELETE"), send("GET", "/", "", "a body"),
        chunked("/upload", "5\r\nhello\r\n0\r\n\r\n"), chunked("/upload", "1;a=b\r\nx\r\n00\r\nX-T: 1\r\n\r\n"),
        chunked("/upload", "A\r\n0123456789\r\n3\r\nabc\r\n0\r\n\r\n", "Trailer: X-T\r\n"),
        chunked("/unread", "5\r\nhello\r\n0\r\n\r\n"), chunked("/upload", "ffffffffffffffff\r\nx"),
        "GET /stream HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        get("/") + get("/tracks/2") + send("POST", "/echo", "", "pipelined") + get("/later") + get("/"),
        get("/later") + chunked("/upload", "3\r\nabc\r\n0\r\n\r\n") + get("/nothing") + get("/stream"),
    ]

    /// What mutations insert: the words and signs that steer a parser.
    static let tokens: [[UInt8]] =
        [
            "\r\n", "\r\n\r\n", "\n", "\r", "\0", " ", "\t", ":", ";", ",", "\"", "%", "%00", "%2e%2e/", "%zz", "%ff",
            "?",
            "#", "&", "=", "/", "//", "/../", "*", "0", "-1", "+1", "0x5", "18446744073709551616", "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/9.9", "GET ", "POST ", "HEAD ", "Host: b\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n", "Connection: close\r\n",
            "Connection: upgrade\r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\n", "Cookie: a=b\r\n",
            "0\r\n\r\n",
            "5\r\nhello\r\n", "{", "}", "[", "\\u0000", "\u{00E9}", "\u{202E}", "--b", "--b--\r\n",
        ].map { Array($0.utf8) } + [[0xFF], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x7F], [0x0B]]
}
