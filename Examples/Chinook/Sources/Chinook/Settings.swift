import Foundation

/// What the environment says; the framework reads `PORT` and `HOST` by itself.
struct Settings {
    /// Where the data lies.
    var databaseURL = "sqlite:data/app.sqlite"
    /// Where the health command asks.
    var host = "127.0.0.1"
    var port = "8080"

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        if let url = environment["DATABASE_URL"], !url.isEmpty { databaseURL = url }
        if let host = environment["HOST"], !host.isEmpty { self.host = host }
        if let port = environment["PORT"], !port.isEmpty { self.port = port }
    }

    /// The probe of the store that runs with these settings on this machine.
    func probe() throws -> HealthProbe {
        guard let port = UInt16(port) else { throw NotReady("`\(port)` is no port") }
        let everywhere = ["0.0.0.0", "::", "localhost"].contains(host)
        return HealthProbe(host: everywhere ? "127.0.0.1" : host, port: port)
    }
}
