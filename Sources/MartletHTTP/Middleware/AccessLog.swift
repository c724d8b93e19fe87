import Logging
public import MartletCore

/// Logs each request with its method, path, route, status and duration.
///
/// Lines have the format of the rest of the log: for people, or one JSON object each (`LOG_FORMAT=json`, the default in
/// production when the output is no terminal). A process that has chosen another swift-log handler gets them there as
/// metadata. The duration is the handler's; a streamed response may still be on its way.
///
/// ```swift
/// let app = App(disabling: .accessLog)
/// app.use(AccessLog(except: ["/health"]))
/// ```
public struct AccessLog: Middleware {
    private let exempt: ExemptPaths?

    /// Creates the middleware.
    /// - Parameter exempt: paths, with what is below them, that are not logged.
    public init(except exempt: [String] = []) { self.exempt = exempt.isEmpty ? nil : ExemptPaths(exempt) }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        if let exempt, exempt.contains(request.path) { return await next(request) }
        let logger = request.context.application.logger
        guard logger.logLevel <= .info else { return await next(request) }
        let start = ContinuousClock.now
        let response = await next(request)
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let entry = AccessLogEntry(
            request, response, microseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
        if let own = logger.handler as? AppLogHandler {
            own.output.write(own.format == .json ? entry.json : entry.human)
        } else {
            request.logger.info("request", metadata: entry.metadata)
        }
        return response
    }
}

/// What the access log says of one request.
private struct AccessLogEntry {
    let request: Request
    let status: Int
    let length: Int?
    let microseconds: Int
    let route: String?

    init(_ request: Request, _ response: Response, microseconds: Int) {
        self.request = request
        status = response.status.code
        length = response.body.length
        self.microseconds = microseconds
        route = request.context.routePattern
    }

    var human: [UInt8] {
        var line = LogLine()
        line.addTimestamp()
        line.add(" info     ")
        line.add(request.method.rawValue)
        line.add(" ")
        // The path of a request holds no control characters: the engine has refused them.
        line.add(request.path)
        line.add(" ")
        line.add(status)
        line.add(" ")
        addMilliseconds(to: &line)
        line.add("ms")
        if let length {
            line.add(" ")
            line.add(length)
            line.add("B")
        }
        if let address = request.clientAddress {
            line.add(" client=")
            line.add(address)
        }
        line.add(" request.id=")
        line.add(request.id)
        line.add("\n")
        return line.bytes
    }

    var json: [UInt8] {
        var line = LogLine()
        line.add("{\"time\":\"")
        line.addTimestamp()
        line.add("\",\"level\":\"info\",\"message\":\"request\",\"http.method\":")
        line.addQuoted(request.method.rawValue)
        line.add(",\"http.path\":")
        line.addQuoted(String(request.path))
        if let route {
            line.add(",\"http.route\":")
            line.addQuoted(route)
        }
        line.add(",\"http.status\":")
        line.add(status)
        if let length {
            line.add(",\"http.response.size\":")
            line.add(length)
        }
        line.add(",\"duration.ms\":")
        addMilliseconds(to: &line)
        if let address = request.clientAddress {
            line.add(",\"client.address\":")
            line.addQuoted(address)
        }
        line.add(",\"request.id\":")
        line.addQuoted(request.id)
        line.add("}\n")
        return line.bytes
    }

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "http.method": "\(request.method)", "http.path": "\(request.path)", "http.status": "\(status)",
            "duration.ms": "\(Double(microseconds) / 1_000)",
        ]
        if let route { metadata["http.route"] = "\(route)" }
        if let length { metadata["http.response.size"] = "\(length)" }
        if let address = request.clientAddress { metadata["client.address"] = "\(address)" }
        return metadata
    }

    private func addMilliseconds(to line: inout LogLine) {
        line.add(microseconds / 1_000)
        line.add(".")
        line.add(microseconds, digits: 3)
    }
}

extension DefaultFeatures {
    /// The middleware behind the options, outermost first.
    var middleware: [any Middleware] {
        var result: [any Middleware] = []
        if contains(.requestID) { result.append(RequestID()) }
        if contains(.accessLog) { result.append(AccessLog()) }
        if contains(.securityHeaders) { result.append(SecurityHeaders()) }
        return result
    }
}
