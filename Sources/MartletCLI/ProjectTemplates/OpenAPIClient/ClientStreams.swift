public import Foundation

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

/// A response whose body comes in parts.
public struct StreamedResponse: Sendable {
    public var status: Int
    public var headers: ClientHeaders
    /// The parts of the body as they come; leaving it ends the request.
    public var body: AsyncThrowingStream<Data, any Error>

    public init(status: Int, headers: ClientHeaders = ClientHeaders(), body: AsyncThrowingStream<Data, any Error>) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response that is there already.
    public init(_ response: ClientResponse) {
        let (body, chunks) = AsyncThrowingStream.makeStream(of: Data.self)
        chunks.yield(response.body)
        chunks.finish()
        self.init(status: response.status, headers: response.headers, body: body)
    }

    /// The response with its body, which is left to be read where the status is that of a stream.
    func response(leaving isStream: (Int) -> Bool) async throws -> ClientResponse {
        var response = ClientResponse(status: status, headers: headers)
        guard !isStream(status) else { return response }
        for try await chunk in body { response.body += chunk }
        // The stream of a cancelled task ends as if it were whole.
        try Task.checkCancellation()
        return response
    }
}

/// Takes what comes of one request.
final class StreamDelegate: NSObject, URLSessionDataDelegate, Sendable {
    private let head: AsyncThrowingStream<ClientResponse, any Error>.Continuation
    private let chunks: AsyncThrowingStream<Data, any Error>.Continuation

    init(
        head: AsyncThrowingStream<ClientResponse, any Error>.Continuation,
        chunks: AsyncThrowingStream<Data, any Error>.Continuation
    ) {
        self.head = head
        self.chunks = chunks
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        do {
            head.yield(try URLSessionTransport.response(response, Data()))
            completionHandler(.allow)
        } catch {
            head.finish(throwing: error)
            completionHandler(.cancel)
        }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) { chunks.yield(data) }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        head.finish(throwing: error)
        chunks.finish(throwing: error)
    }
}
