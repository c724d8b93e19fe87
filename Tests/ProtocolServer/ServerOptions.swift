import MartletHTTP
import MartletTLS

/// What the suites in Tests/Protocol tell their server by its environment.
struct ServerOptions: SettingsSection {
    enum Transport: String, CaseIterable { case plain, tls, h2c }

    /// `TEST_TRANSPORT`
    let transport: Transport
    /// `TEST_FOLDER`: where `server.pem`, `server.key`, `ca.pem` and the file `download` are.
    let folder: String
    /// `TEST_CLIENTS`: whether clients have to show a certificate.
    let asksForCertificates: Bool
    /// `TEST_SOCKET`: the path of a Unix socket to listen at, instead of a port.
    let socket: String
    /// `TEST_IDLE_TIME`, `TEST_HEADER_TIME`, `TEST_CONNECTIONS`: limits other than the defaults.
    let idleTime: Duration
    let headerTime: Duration
    let connections: Int
    /// `TEST_PROXIES`: addresses of proxies that are believed.
    let proxies: [String]

    init(from reader: SettingsReader) {
        let defaults = ServerLimits()
        transport = reader.choice("test.transport", default: .plain)
        folder = reader.string("test.folder", default: ".")
        asksForCertificates = reader.bool("test.clients", default: false)
        socket = reader.string("test.socket", default: "")
        idleTime = reader.duration("test.idle.time", default: defaults.idleTime)
        headerTime = reader.duration("test.header.time", default: defaults.headerTime)
        connections = reader.int("test.connections", default: defaults.connections)
        proxies = reader.list("test.proxies")
    }

    func apply(to app: App) throws {
        app.server.limits.idleTime = idleTime
        app.server.limits.headerTime = headerTime
        app.server.limits.connections = connections
        app.server.trustedProxies = proxies.compactMap { AddressRange($0) }
        if !socket.isEmpty { app.server.addresses = [.unixSocket(path: socket)] }
        switch transport {
        case .plain: break
        case .h2c: app.server.transport = PriorKnowledgeTransport()
        case .tls:
            app.server.transport = TLSTransport(
                certificate: "\(folder)/server.pem", key: "\(folder)/server.key",
                clients: asksForCertificates ? .required(authorities: "\(folder)/ca.pem") : .ignored,
                logger: app.logger)
        }
    }
}
