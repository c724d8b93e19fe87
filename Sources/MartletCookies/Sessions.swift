public import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sessions in a signed cookie, and flash messages.
///
/// The keys come from the setting `SECRET_KEY`: one of at least 32 bytes, or several with commas between them, of which
/// the first signs and all are accepted. In production a missing key stops the start; elsewhere one is made for the run.
///
/// ```swift
/// try await app.install(Sessions())
/// ```
public struct Sessions: Extension {
    private let keys: [Secret]?
    /// The name of the cookie.
    public let cookie: String
    private let lifetime: Duration
    private let endsWithBrowser: Bool
    private let sameSite: SetCookie.SameSite

    /// Creates the extension.
    /// - Parameters:
    ///   - keys: the keys; from the settings when `nil`.
    ///   - cookie: the name of the cookie.
    ///   - lifetime: how long a session lasts that is not used; 14 days. One that is used is renewed when half has passed.
    ///   - endsWithBrowser: whether the browser forgets the session when it is closed.
    ///   - sameSite: whether other sites' requests bring the session along; links do, forms do not.
    public init(
        keys: [Secret]? = nil, cookie: String = "session", lifetime: Duration = .seconds(14 * 86_400),
        endsWithBrowser: Bool = false, sameSite: SetCookie.SameSite = .lax
    ) {
        self.keys = keys
        self.cookie = cookie
        self.lifetime = lifetime
        self.endsWithBrowser = endsWithBrowser
        self.sameSite = sameSite
    }

    public func install(in app: App) async throws {
        app.services[Sessions.self] = self
        app.services.declare([.cookie(cookie)])
        do {
            let signer = try CookieSigner(keys: keys ?? keysFromSettings(app), purpose: "session \(cookie)")
            app.use(
                SessionMiddleware(
                    signer: signer, lifetime: lifetime,
                    template: SetCookie(cookie, "", maxAge: endsWithBrowser ? nil : lifetime, sameSite: sameSite)))
            app.pageValue("flashes") { request in (try? request.flashes()) ?? [] }
        } catch let error as CookieError {
            app.reportProblem("sessions cannot be signed: \(error)")
        }
    }

    private func keysFromSettings(_ app: App) -> [Secret] {
        let settings = app.settings.read(SecretKeySettings.self)
        if !settings.keys.isEmpty { return settings.keys }
        if app.environment == .production {
            app.reportProblem(
                "the setting SECRET_KEY is missing: sessions are signed with it; `openssl rand -base64 48` makes one, "
                    + "and MARTLET_ENV=development does without")
        } else {
            app.reportNotice("sessions end with this process: SECRET_KEY is not set")
        }
        // Without a key in production the application does not start, so that this one signs nothing.
        var random = SystemRandomNumberGenerator()
        return [Secret((0..<4).map { _ in String(random.next(), radix: 16) + "-0123456789abcdef" }.joined())]
    }
}

/// The keys for signatures, from outside.
struct SecretKeySettings: SettingsSection {
    let keys: [Secret]

    init(from reader: SettingsReader) { keys = reader.list("secret.key").map { Secret($0) } }
}

/// Reads the session before the handler and writes it behind, if it has changed.
private struct SessionMiddleware: Middleware {
    let signer: CookieSigner
    let lifetime: Duration
    let template: SetCookie

    func handle(_ request: Request, next: Next) async throws -> Response {
        let now = Int(Date().timeIntervalSince1970)
        var signedAt = now
        var values: [String: SessionValue] = [:]
        if let token = request.cookies[template.name],
            let found = signer.read(token, maxAge: lifetime, now: now),
            let decoded = try? JSONCoding.decodeOwn([String: SessionValue].self, from: ByteBuffer(string: found.text))
        {
            values = decoded
            signedAt = found.signedAt
        }
        let session = Session(values)
        request.state[SessionPlace.self] = session
        var response = await next(request)

        let outcome = try session.outcome()
        if outcome.wasRead || outcome.hasChanged { response.headers.vary(on: "Cookie") }
        let isOld = !outcome.values.isEmpty && (now - signedAt) * 2 > Int(lifetime.components.seconds)
        guard outcome.hasChanged || isOld else { return response }
        if outcome.values.isEmpty {
            try response.removeCookie(template.name, for: request)
            return response
        }
        var cookie = template
        cookie.value = signer.sign(String(buffer: try JSONCoding.encode(outcome.values)), at: now)
        let size = cookie.name.utf8.count + cookie.value.utf8.count
        guard size <= 4_096 else { throw tooLarge(outcome.values, size) }
        try response.setCookie(cookie, for: request)
        return response
    }

    private func tooLarge(_ values: [String: SessionValue], _ size: Int) -> CookieError {
        let sizes = values.map { (name: $0, size: (try? JSONCoding.encode([$1]).readableBytes) ?? 0) }
        let largest = sizes.sorted { $0.size > $1.size }.prefix(3).map { "`\($0.name)` (\($0.size))" }
        return CookieError(
            "the session's cookie would have \(size) bytes, but browsers keep 4096; its largest values are "
                + largest.joined(separator: ", ") + ". Keep a key in the session and the rest in the database.")
    }
}
