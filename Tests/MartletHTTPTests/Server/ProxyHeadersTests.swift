import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@testable import MartletHTTP

/// Whom a request comes from: proxies are believed, everybody else is not.
@Suite struct ProxyHeadersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let peer: String
        let headers: [(String, String)]
        let address: String
        var scheme = "http"
        var host: String? = nil

        init(
            _ name: String, from peer: String, _ headers: [(String, String)], _ address: String,
            scheme: String = "http",
            host: String? = nil
        ) {
            testDescription = name
            self.peer = peer
            self.headers = headers
            self.address = address
            self.scheme = scheme
            self.host = host
        }
    }

    static let proxy = "10.0.0.1"
    static let cases: [Case] = [
        Case(
            "a stranger's X-Forwarded-For", from: "203.0.113.9",
            [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example")],
            "203.0.113.9"),
        Case(
            "a stranger's Forwarded", from: "203.0.113.9", [("Forwarded", "for=1.1.1.1;proto=https;host=evil.example")],
            "203.0.113.9"),
        Case(
            "a stranger in an address that begins alike", from: "10.0.1.1", [("X-Forwarded-For", "1.1.1.1")], "10.0.1.1"
        ),
        Case("a stranger over IPv6", from: "2001:db8::1", [("X-Forwarded-For", "1.1.1.1")], "2001:db8::1"),
        Case("the proxy's X-Forwarded-For", from: proxy, [("X-Forwarded-For", "198.51.100.7")], "198.51.100.7"),
        Case(
            "the proxy over a mapped address", from: "::ffff:10.0.0.1", [("X-Forwarded-For", "198.51.100.7")],
            "198.51.100.7"),
        Case("the proxy over IPv6", from: "fd00::5", [("X-Forwarded-For", "198.51.100.7")], "198.51.100.7"),
        Case(
            "scheme and host", from: proxy,
            [
                ("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "HTTPS"),
                ("X-Forwarded-Host", "shop.example:8443"),
            ], "198.51.100.7", scheme: "https", host: "shop.example:8443"),
        Case(
            "what the client wrote before the proxy", from: proxy, [("X-Forwarded-For", "1.1.1.1, 198.51.100.7")],
            "198.51.100.7"),
        Case(
            "what the client wrote in a line of its own", from: proxy,
            [("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "198.51.100.7")], "198.51.100.7"),
        Case(
            "a client that claims to be a proxy", from: proxy, [("X-Forwarded-For", "10.0.0.2, 198.51.100.7")],
            "198.51.100.7"),
        Case("two trusted proxies", from: proxy, [("X-Forwarded-For", "198.51.100.7, 10.0.0.2")], "198.51.100.7"),
        Case("a client inside the trusted range", from: proxy, [("X-Forwarded-For", "10.0.0.3")], "10.0.0.3"),
        Case("nonsense as an address", from: proxy, [("X-Forwarded-For", "<script>")], proxy),
        Case("nonsense before a trusted proxy", from: proxy, [("X-Forwarded-For", "nonsense, 10.0.0.2")], "10.0.0.2"),
        Case("an address range as an address", from: proxy, [("X-Forwarded-For", "198.51.100.0/24")], proxy),
        Case("an empty list", from: proxy, [("X-Forwarded-For", "")], proxy),
        Case("ports", from: proxy, [("X-Forwarded-For", "198.51.100.7:1234")], "198.51.100.7"),
        Case("IPv6 with a port", from: proxy, [("X-Forwarded-For", "[2001:db8::7]:1234")], "2001:db8::7"),
        Case(
            "a scheme that is none", from: proxy,
            [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "javascript")], "198.51.100.7"),
        Case(
            "a host that is none", from: proxy, [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Host", "a/b?c@d")],
            "198.51.100.7"),
        Case(
            "the last scheme counts", from: proxy,
            [("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-Proto", "https, http")], "198.51.100.7"),
        Case(
            "Forwarded", from: proxy, [("Forwarded", "for=198.51.100.7;proto=https;host=shop.example")], "198.51.100.7",
            scheme: "https", host: "shop.example"),
        Case("Forwarded, quoted IPv6", from: proxy, [("Forwarded", "For=\"[2001:db8::7]:4711\"")], "2001:db8::7"),
        Case(
            "Forwarded by the client first", from: proxy,
            [("Forwarded", "for=1.1.1.1;host=evil.example, for=198.51.100.7")], "198.51.100.7"),
        Case(
            "Forwarded with an open quote", from: proxy, [("Forwarded", "for=\"1.1.1.1, for=198.51.100.7")],
            "198.51.100.7"),
        Case("Forwarded for unknown", from: proxy, [("Forwarded", "for=unknown;proto=https")], proxy, scheme: "https"),
        Case("Forwarded for a hidden name", from: proxy, [("Forwarded", "for=1.1.1.1, for=_secret")], proxy),
        Case(
            "both families that agree", from: proxy,
            [("Forwarded", "for=198.51.100.7;proto=https"), ("X-Forwarded-For", "198.51.100.7")], "198.51.100.7",
            scheme: "https"),
        Case(
            "Forwarded slipped past a proxy that sets X-Forwarded-For", from: proxy,
            [("Forwarded", "for=1.1.1.1;host=evil.example"), ("X-Forwarded-For", "198.51.100.7")], proxy),
        Case(
            "X-Forwarded-Host slipped past a proxy that sets Forwarded", from: proxy,
            [("Forwarded", "for=198.51.100.7"), ("X-Forwarded-Host", "evil.example")], proxy),
        Case("no field at all", from: proxy, [], proxy),
    ]

    @Test(arguments: cases) func `the client is`(_ given: Case) throws {
        let address = try SocketAddress(ipAddress: given.peer, port: 1)
        let context = RequestContext(
            application: ApplicationContext(), connection: ConnectionInfo(remoteAddress: address))
        var headers: Headers = [.known("Host"): "own.example"]
        for (name, value) in given.headers { headers.append(try #require(HTTPField.Name(name)), value) }
        let request = Request(method: .get, target: "/", headers: headers, context: context)
        ProxyHeaders.apply(to: request, trusting: ["10.0.0.0/24", "fd00::/16"])
        #expect(request.clientAddress == given.address)
        #expect(request.scheme == given.scheme)
        #expect(request.host == given.host ?? "own.example")
    }

    @Test func `over a real connection`() async throws {
        for (trusted, expected) in [(["127.0.0.1"], "198.51.100.7"), (["10.0.0.0/8"], "127.0.0.1"), ([], "127.0.0.1")]
            as [([AddressRange], String)]
        {
            let app = ServedApp.make { $0.trustedProxies = trusted }
            app.get("/who") { (request: Request) in request.clientAddress }
            try await app.test(.live) { client in
                let response = try await client.get("/who", headers: [.known("X-Forwarded-For"): "198.51.100.7"])
                #expect(response.text == expected)
            }
        }
    }

    private func range(_ text: String) throws -> AddressRange { try #require(AddressRange(text)) }

    @Test func `address ranges`() throws {
        let ten = try range("10.0.0.0/8")
        #expect(ten.contains("10.255.1.2"))
        #expect(!ten.contains("11.0.0.0"))
        #expect(ten.contains("::ffff:10.1.1.1"))
        #expect(!ten.contains("nonsense"))
        #expect(try range("10.0.0.128/25").contains("10.0.0.127") == false)
        #expect(try range("0.0.0.0/0").contains("8.8.8.8"))
        #expect(try range("2001:db8::/33").contains("2001:db8:8000::") == false)
        #expect(try range("2001:db8::/33").contains("2001:db8:7fff::1"))
        for wrong in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "example.com", "::1/129", "10.0.0/8"] {
            #expect(AddressRange(wrong) == nil, "\(wrong)")
        }
        #expect(!AddressRange(stringLiteral: "nonsense").contains("10.0.0.1"))
    }
}
