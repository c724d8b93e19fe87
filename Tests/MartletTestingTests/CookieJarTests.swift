import MartletHTTP
import Testing

@testable import MartletTesting

@Suite struct CookieJarTests {
    @Test func pathsDecide() {
        let jar = CookieJar()
        jar.take("a=1; Path=/shop", from: "/")
        jar.take("b=2", from: "/shop/cart?x=1")
        jar.take("c=3; path=/shop/cart/", from: "/")
        #expect(jar.header(for: "/") == nil)
        #expect(jar.header(for: "/shopping") == nil)
        #expect(jar.header(for: "/shop/cart") == "a=1; b=2" || jar.header(for: "/shop/cart") == "b=2; a=1")
        #expect(jar.header(for: "/shop/cart/1?q")?.hasPrefix("c=3; ") == true)
    }

    @Test func expiryRemoves() {
        let jar = CookieJar()
        jar.take("a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT", from: "/")
        #expect(jar["a"] == nil)
        jar.take("a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", from: "/")
        #expect(jar["a"] == "1")
        jar.take("a=; Max-Age=0", from: "/")
        #expect(jar["a"] == nil)
        jar.take("a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Max-Age=60", from: "/")
        #expect(jar["a"] == "1")
    }

    @Test func replacesByNameAndPath() {
        let jar = CookieJar()
        jar.take("a=1; Path=/", from: "/")
        jar.take("a=2=3; Path=/", from: "/")
        #expect(jar.header(for: "/x") == "a=2=3")
        jar["a"] = "4"
        #expect(jar.header(for: "/x") == "a=4")
        jar.take("nonsense", from: "/")
        jar.removeAll()
        #expect(jar.header(for: "/x") == nil)
    }
}
