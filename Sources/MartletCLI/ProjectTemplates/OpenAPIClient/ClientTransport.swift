public import Foundation

#if canImport(FoundationNetworking)
    public import FoundationNetworking
#endif

/// Sends requests. Tests and applications with another HTTP client put their own in.
public protocol ClientTransport: Sendable {
    /// Sends one request and gives its whole response, whatever its status.
    func send(_ request: ClientRequest) async throws -> ClientResponse

    /// Sends one request and gives its response as it comes in; without it, streams are read to their end first.
    func stream(_ request: ClientRequest) async throws -> StreamedResponse
}

extension ClientTransport {
    public func stream(_ request: ClientRequest) async throws -> StreamedResponse {
        StreamedResponse(try await send(request))
    }
}

/// A request as it goes out.
public struct ClientRequest: Sendable, Hashable {
    /// In capital letters, such as `GET`.
    public var method: String
    public var url: URL
    public var headers: ClientHeaders
    public var body: Data?
    /// How many seconds may pass without a byte from the server.
    public var timeout: TimeInterval

    public init(
        method: String, url: URL, headers: ClientHeaders = ClientHeaders(), body: Data? = nil,
        timeout: TimeInterval = 60
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// A response as it came in.
public struct ClientResponse: Sendable, Hashable {
    public var status: Int
    public var headers: ClientHeaders
    public var body: Data

    public init(status: Int, headers: ClientHeaders = ClientHeaders(), body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields in their order; names have no case.
public struct ClientHeaders: Sendable, Hashable {
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    public private(set) var fields: [Field] = []

    public init() {}

    /// The value of a field; several fields of one name are joined by commas (RFC 9110, section 5.3).
    public subscript(name: String) -> String? {
        let values = fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Adds a field. A line break would begin another one: it becomes a space.
    public mutating func add(_ name: String, _ value: String) {
        let line = String(value.map { $0.isNewline || $0 == "\0" ? " " : $0 })
        fields.append(Field(name: name, value: line))
    }
}

/// Sends by `URLSession`, which follows redirects.
public struct URLSessionTransport: ClientTransport {
    private let session: URLSession

    /// - Parameter session: one without cookies and without a cache by default.
    public init(session: URLSession = URLSession(configuration: .ephemeral)) { self.session = session }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let (data, response) = try await session.data(for: Self.message(request))
        return try Self.response(response, data)
    }

    public func stream(_ request: ClientRequest) async throws -> StreamedResponse {
        let (heads, head) = AsyncThrowingStream.makeStream(of: ClientResponse.self)
        let (body, chunks) = AsyncThrowingStream.makeStream(of: Data.self)
        // A session of its own, since parts of a response come to the delegate of a session alone.
        let delegate = StreamDelegate(head: head, chunks: chunks)
        let session = URLSession(configuration: session.configuration, delegate: delegate, delegateQueue: nil)
        let task = session.dataTask(with: Self.message(request))
        chunks.onTermination = { _ in task.cancel() }
        task.resume()
        session.finishTasksAndInvalidate()
        for try await response in heads {
            return StreamedResponse(status: response.status, headers: response.headers, body: body)
        }
        task.cancel()
        throw CancellationError()
    }

    private static func message(_ request: ClientRequest) -> URLRequest {
        var message = URLRequest(url: request.url, timeoutInterval: request.timeout)
        message.httpMethod = request.method
        message.httpBody = request.body
        for field in request.headers.fields { message.addValue(field.value, forHTTPHeaderField: field.name) }
        return message
    }

    static func response(_ response: URLResponse, _ data: Data) throws -> ClientResponse {
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        var headers = ClientHeaders()
        for (name, value) in response.allHeaderFields {
            if let name = name as? String, let value = value as? String { headers.add(name, value) }
        }
        return ClientResponse(status: response.statusCode, headers: headers, body: data)
    }
}
