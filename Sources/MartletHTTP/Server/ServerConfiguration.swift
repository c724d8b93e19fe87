/// Where a server listens and what it allows.
///
/// ```swift
/// let app = App(server: ServerConfiguration(address: .hostname("0.0.0.0", port: 8080)))
/// app.server.limits.bodyBytes = 10 << 20
/// ```
public struct ServerConfiguration: Sendable {
    /// A place to listen at.
    public enum Address: Sendable, Hashable {
        /// A name or IP address, and a port; port 0 takes a free one.
        case hostname(String, port: Int)
        /// A Unix domain socket; an old socket file at that path is replaced.
        case unixSocket(path: String)
        /// A listening socket that the process was started with (`LISTEN_FDS`, systemd's `sd_listen_fds(3)`).
        case inherited
    }

    /// Where to listen; `127.0.0.1:8080` by default. An inherited socket, if there is one, is taken in its place.
    public var addresses: [Address]
    /// What one client may take of the server.
    public var limits = ServerLimits()
    /// The number of event loops; one for each core by default.
    public var eventLoops: Int?
    /// What lies between the socket and HTTP: plain HTTP/1 by default. TLS with HTTP/2 comes from `MartletTLS`.
    public var transport: any ServerTransport = PlainTransport()
    /// Addresses of proxies whose `Forwarded` and `X-Forwarded-*` fields are believed; none by default.
    public var trustedProxies: [AddressRange] = []
    /// How long a graceful shutdown waits for what runs; 30 seconds.
    public var shutdownLimit: Duration = .seconds(30)
    /// How long a graceful shutdown goes on accepting before it begins to close, so that load balancers notice; none by
    /// default. `DRAIN_SECONDS` in the environment wins over it.
    public var drainDelay: Duration = .zero
    /// The `Server` field of responses; none by default.
    public var serverName: String?

    /// Creates a configuration.
    public init(address: Address = .hostname("127.0.0.1", port: 8080)) { addresses = [address] }
}

/// What one client may take of a server. Every limit has a safe default.
public struct ServerLimits: Sendable {
    /// Bytes of the request target; past it 414. 8 KiB.
    public var targetBytes = 8 << 10
    /// Bytes of all header fields together; past it 431. 32 KiB.
    public var headerBytes = 32 << 10
    /// Number of header fields; past it 431. 100.
    public var headerCount = 100
    /// Bytes of a body that a handler may read where the route says nothing; past it 413. 1 MiB.
    public var bodyBytes = 1 << 20
    /// How long a request's head may take from its first byte, and a new connection to send one; then 408. 10 seconds.
    public var headerTime: Duration = .seconds(10)
    /// How long a connection may lie idle between requests or in the middle of a body; 60 seconds.
    public var idleTime: Duration = .seconds(60)
    /// Bytes a second that a client has to send of a body that a handler waits for, on the average and after five seconds;
    /// then 408. 240; 0 for no such limit.
    public var bodyRate = 240
    /// How long a handler may take until its response begins; then it is cancelled and answered with 503. 60 seconds.
    public var handlerTime: Duration = .seconds(60)
    /// Open connections; further ones are answered with 503. 20,000.
    public var connections = 20_000
    /// Requests of one connection that wait for their turn before reading pauses. 16.
    public var pipelinedRequests = 16

    /// Creates the default limits.
    public init() {}
}
