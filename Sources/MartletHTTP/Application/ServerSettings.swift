import MartletCore

/// Where the server listens and how it stops, from outside.
struct ServerSettings: SettingsSection {
    /// `HOST`
    let host: String?
    /// `PORT`
    let port: Int?
    /// `SHUTDOWN_SECONDS`
    let shutdownSeconds: Int?
    /// `DRAIN_SECONDS`
    let drainSeconds: Int?

    init(from reader: SettingsReader) {
        host = reader.string("host", default: nil)
        port = reader.int("port", default: nil, in: 0...65_535)
        shutdownSeconds = reader.int("shutdown.seconds", default: nil, in: 0...86_400)
        drainSeconds = reader.int("drain.seconds", default: nil, in: 0...86_400)
    }

    /// Puts what was said over what the code says.
    func apply(to app: App) {
        if host != nil || port != nil {
            var address = (host: "127.0.0.1", port: 8080)
            if case .hostname(let host, let port) = app.server.addresses.first { address = (host, port) }
            app.server.addresses = [.hostname(host ?? address.host, port: port ?? address.port)]
        }
        if let shutdownSeconds { app.server.shutdownLimit = .seconds(shutdownSeconds) }
        if let drainSeconds { app.server.drainDelay = .seconds(drainSeconds) }
    }
}
