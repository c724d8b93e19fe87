import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Sessions.md.
@Suite struct SessionsGuide {
    enum Cart: SessionKey {
        static let name = "cart"
        typealias Value = [Int]
    }

    enum FontSize: CookieKey {
        static let name = "font-size"
        typealias Value = Int
    }

    private func app() async throws -> App {
        let app = App(
            settings: Settings(dotEnv: nil, environment: ["MARTLET_ENV": "testing"]), disabling: .accessLog)
        app.logger.logLevel = .critical
        try await app.install(Sessions())
        app.post("/cart/{id:int}") { (id: Path<Int>, session: Session, request: Request) in
            session[Cart.self, default: []].append(id.value)
            try request.flash("Added to your cart.", .success)
            return Response.redirect(to: "/cart")
        }
        app.get("/cart") { (session: Session, request: Request) in
            let messages = try request.flashes().map(\.message).joined()
            return "\(session[Cart.self] ?? []) \(messages)"
        }
        app.post("/logout") { (session: Session) in
            session.clear()
            return Response.redirect(to: "/cart")
        }
        app.get("/page") { (size: Cookie<FontSize>?) in "font size \(size?.value ?? 16)" }
        app.post("/font/{size:int}") { (size: Path<Int>, request: Request) in
            var response = Response.redirect(to: "/page")
            try response.setCookie(SetCookie("font-size", "\(size)", maxAge: .seconds(31_536_000)), for: request)
            return response
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        try await app().test { client in
            let first = try await client.post("/cart/7", followingRedirects: true)
            #expect(first.text == "[7] Added to your cart.")
            let again = try await client.get("/cart")
            #expect(again.text == "[7] ")
            let out = try await client.post("/logout", followingRedirects: true)
            #expect(out.text == "[] ")
            let page = try await client.post("/font/20", followingRedirects: true)
            #expect(page.text == "font size 20")
        }
    }
}
