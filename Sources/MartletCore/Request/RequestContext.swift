package import HTTPTypes
public import Logging
public import NIOCore
import Synchronization

/// What all copies of one request share: the application, the connection, the state and what runs after the response.
public final class RequestContext: Sendable {
    /// The running application: its services and settings.
    public let application: ApplicationContext

    /// The connection on which the request arrived.
    public let connection: ConnectionInfo

    private struct Mutable: ~Copyable {
        var id: String?
        var logger: Logger?
        var state: RequestState?
        var afterResponse: [@Sendable () async -> Void] = []
        var routePattern: String?
        var client: ClientInfo?
        var timeLimit: Duration?
        var groupTimeLimit: Duration?
        var unrouted = Unrouted.path
        var offersUpgrade = false
    }

    private let mutable = Mutex(Mutable())

    /// Creates the shared part of a request, for tests and for engines.
    public init(application: ApplicationContext, connection: ConnectionInfo) {
        self.application = application
        self.connection = connection
    }

    /// The identity of the request in logs and responses.
    public var id: String {
        get {
            mutable.withLock { state in
                if let id = state.id { return id }
                let id = application.nextRequestID()
                state.id = id
                return id
            }
        }
        set {
            mutable.withLock { state in
                state.id = newValue
                state.logger = nil
            }
        }
    }

    /// A logger that carries the request's id.
    public var logger: Logger {
        let id = self.id
        return mutable.withLock { state in
            if let logger = state.logger { return logger }
            var logger = application.logger
            logger[metadataKey: "request.id"] = .string(id)
            state.logger = logger
            return logger
        }
    }

    /// Values that live as long as the request.
    public var state: RequestState {
        mutable.withLock { state in
            if let existing = state.state { return existing }
            let new = RequestState()
            state.state = new
            return new
        }
    }

    /// The pattern of the route that matched (`/tracks/{id:int}`), for logs and metrics; `nil` before routing.
    public package(set) var routePattern: String? {
        get { mutable.withLock { $0.routePattern } }
        set { mutable.withLock { $0.routePattern = newValue } }
    }

    /// Remembers the matched route and its time limit in one step.
    /// - Returns: whether the route may answer; not a request whose query cannot be read.
    package func setRoute(_ pattern: String, timeLimit: Duration?) -> Bool {
        mutable.withLock { state in
            state.routePattern = pattern
            state.timeLimit = timeLimit
            if case .query = state.unrouted { return false }
            return true
        }
    }

    /// The time limit of the matched route or of the innermost group that has one; `nil` where the server's own holds.
    package var timeLimit: Duration? { mutable.withLock { $0.timeLimit ?? $0.groupTimeLimit } }

    /// What the middleware around the route limits it to.
    package var groupTimeLimit: Duration? {
        get { mutable.withLock { $0.groupTimeLimit } }
        set { mutable.withLock { $0.groupTimeLimit = newValue } }
    }

    /// Why no route took the request.
    package var unrouted: Unrouted {
        get { mutable.withLock { $0.unrouted } }
        set { mutable.withLock { $0.unrouted = newValue } }
    }

    /// Whether the connection can go on in another protocol behind this request, and the client asks for it.
    package var offersUpgrade: Bool {
        get { mutable.withLock { $0.offersUpgrade } }
        set { mutable.withLock { $0.offersUpgrade = newValue } }
    }

    /// Whom the request comes from once trusted proxies were believed; the connection's own facts by default.
    public var client: ClientInfo {
        get { mutable.withLock { $0.client } ?? connection.client }
        set { mutable.withLock { $0.client = newValue } }
    }

    /// Runs work once the response has been sent; a graceful shutdown waits for it.
    /// - Parameter work: runs outside the request, in the order of registration; it handles its own errors.
    public func afterResponse(_ work: @escaping @Sendable () async -> Void) {
        mutable.withLock { $0.afterResponse.append(work) }
    }

    /// Hands over the work registered so far, leaving none.
    package func takeAfterResponse() -> [@Sendable () async -> Void] {
        mutable.withLock { state in
            guard !state.afterResponse.isEmpty else { return [] }
            let work = state.afterResponse
            state.afterResponse = []
            return work
        }
    }
}

/// Why no route took a request.
package enum Unrouted: Sendable {
    case path
    case method(allowed: [HTTPRequest.Method])
    /// The query is malformed, whatever route there is.
    case query
}

/// Facts about the connection that a request arrived on; the same for all of its requests.
public final class ConnectionInfo: Sendable {
    /// The peer's address; `nil` in tests and for unnamed Unix sockets.
    public let remoteAddress: SocketAddress?
    /// Our own address of the connection.
    public let localAddress: SocketAddress?
    /// What the connection itself says about the client, before any proxy header is believed.
    public let client: ClientInfo
    /// The subject's common name of a verified client certificate (mutual TLS); `nil` without one.
    public let clientCertificateName: String?

    /// Creates the description of a connection.
    public init(
        remoteAddress: SocketAddress? = nil, localAddress: SocketAddress? = nil, isSecure: Bool = false,
        clientCertificateName: String? = nil
    ) {
        self.remoteAddress = remoteAddress
        self.localAddress = localAddress
        self.clientCertificateName = clientCertificateName
        client = ClientInfo(
            address: remoteAddress?.ipAddress, scheme: isSecure ? "https" : "http", host: nil)
    }
}

/// Who asked, by which scheme and for which host.
public struct ClientInfo: Sendable, Hashable {
    /// The client's IP address; `nil` for Unix sockets and in-process requests.
    public var address: String?
    /// `http` or `https`, as the client used it.
    public var scheme: String
    /// The host that a trusted proxy says the client asked for; `nil` when the `Host` field stands.
    public var host: String?

    /// Creates a description of the client.
    public init(address: String?, scheme: String, host: String?) {
        self.address = address
        self.scheme = scheme
        self.host = host
    }
}
