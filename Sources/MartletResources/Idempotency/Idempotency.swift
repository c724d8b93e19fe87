import Crypto
import HTTPTypes
public import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Lets clients repeat requests safely: the first answer to an `Idempotency-Key` is given again, and nothing happens twice.
///
/// ```swift
/// app.post("/payments") { … }
///     .use(Idempotency())
/// ```
/// The field is that of draft-ietf-httpapi-idempotency-key-header: `Idempotency-Key: "8e03978e-40d5"`. While the first
/// request runs, another with its key is a 409; the same key with other content is a 422, and a field that holds no key a
/// 400. An answer that is given again has `Idempotency-Replayed: true`.
///
/// Answers of success are kept. After a 4xx or 5xx the key is free again: a resource has not changed anything then. Keys
/// of different methods and paths do not know of each other, nor do those of different clients. Answers whose content is a
/// stream or a file, or larger than 1 MiB, are not kept.
///
/// On a group or a route the credentials that the route takes as a parameter (`Authenticated`) are checked first: nobody is
/// given an answer whom the handler would refuse. Clients are told apart by who they are where a JWT or a session says so,
/// however often it is renewed in between; by the text of their credentials otherwise, as they were declared with
/// `Authentication` and `Sessions`: with another token of that kind a request runs once more. Where nothing is declared,
/// `Authorization` and all cookies count. `client` says it otherwise:
///
/// ```swift
/// Idempotency(client: { request in "\(try await Authenticated<Account>.of(request).id)" })
/// ```
public struct Idempotency: RouteBoundMiddleware, DescribedMiddleware {
    /// The most bytes of an answer that is kept.
    private static let largestAnswer = 1 << 20

    private let store: any IdempotencyStore
    private let lifetime: Duration
    private let lease: Duration
    private let isRequired: Bool
    private let client: @Sendable (Request) async throws -> String
    private var security: @Sendable (Request) throws -> [SecurityRequirementDescription] = { _ in [] }
    private let now: @Sendable () -> Int64

    /// Creates the middleware.
    /// - Parameters:
    ///   - store: where answers are kept; in this process by default.
    ///   - lifetime: how long; a day by default.
    ///   - lease: how long a request may run before another with its key may begin, as after a crash; longer than the
    ///     time limit of the handler.
    ///   - isRequired: whether a request without a key is a 400.
    ///   - client: what tells clients apart; who they are, or their credentials, by default. What it throws is the answer.
    ///   - now: microseconds since 1970; for tests.
    public init(
        store: some IdempotencyStore = MemoryIdempotencyStore(), lifetime: Duration = .seconds(86_400),
        lease: Duration = .seconds(120), isRequired: Bool = false,
        client: (@Sendable (Request) async throws -> String)? = nil, now: (@Sendable () -> Int64)? = nil
    ) {
        self.store = store
        self.lifetime = lifetime
        self.lease = lease
        self.isRequired = isRequired
        self.client = client ?? { request in IdempotencyClient.text(of: request) }
        self.now = now ?? WallClock.microseconds
    }

    package func bound(
        to security: @escaping @Sendable (Request) throws -> [SecurityRequirementDescription]
    ) -> Idempotency {
        var copy = self
        copy.security = security
        return copy
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard let name = try IdempotencyKey.read(request) else {
            guard !isRequired else { throw HTTPError(.badRequest, "Send a key of your choice as Idempotency-Key.") }
            return await next(request)
        }
        for requirement in try security(request) { try await requirement.check(request) }
        let client = try await client(request)
        var request = request
        let content = try await request.body.collect()
        let limit = request.body.limit
        request.body = RequestBody(content)
        request.body.limit = limit
        let key = Self.digest([request.method.rawValue, String(request.path), client, name])
        let claim = IdempotencyClaim(
            fingerprint: Self.digest([request.target, request.headers[.contentType] ?? ""], content),
            owner: UUID().uuidString, lease: lease)
        switch try await store.begin(key, claim, at: now()) {
        case .begun: return await answer(request, key, claim.owner, next)
        case .answered(let answer): return answer.response
        case .running:
            throw HTTPError(
                .conflict, "The first request with this Idempotency-Key is still running.", headers: [.retryAfter: "1"])
        case .otherRequest:
            throw HTTPError(.unprocessableContent, "This Idempotency-Key was used for another request.")
        }
    }

    /// The key, how requests with it are refused, and the field of answers that are given again.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        let key = ParameterDescription(
            .header, name: HTTPField.Name.idempotencyKey.rawName, String.self, isRequired: isRequired,
            refusals: [.badRequest, .contentTooLarge, .unprocessableContent],
            summary: "the same text for the same request, so that it can be repeated")
        let running = ResponseDescription(
            .conflict, headers: ["Retry-After": "after how many seconds to ask again, while the first request runs"])
        return MiddlewareDescription(
            parameters: [key], responses: [running],
            successHeaders: [HTTPField.Name.idempotencyReplayed.rawName: "`true` for an answer that is given again"])
    }

    private func answer(_ request: Request, _ key: String, _ owner: String, _ next: Next) async -> Response {
        let response = await next(request)
        let logger = request.logger
        // In a task of its own: a client that has gone, for which this one is cancelled, is the one that comes again.
        await Task {
            do {
                if let answer = RecordedAnswer(response, atMost: Self.largestAnswer) {
                    try await store.finish(key, owner: owner, with: answer, keptFor: lifetime, at: now())
                } else {
                    try await store.release(key, owner: owner)
                }
            } catch {
                // What was done is done: the client gets its answer, and the lease ends by itself.
                logger.error("an answer could not be kept for its key", metadata: ["error": "\(error)"])
            }
        }
        .value
        return response
    }

    /// A digest that no other parts have.
    private static func digest(_ parts: [String], _ content: ByteBuffer = ByteBuffer()) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
        }
        hash.update(data: Array(content.readableBytesView))
        return Hex.string(hash.finalize())
    }
}

/// What tells clients apart.
enum IdempotencyClient {
    static func text(of request: Request) -> String {
        let known = request.state[KnownClient.Place.self] ?? KnownClient()
        // An application that declares nothing has credentials of its own, and these are in one of the two.
        var places = request.services[CredentialPlaces.self]?.places ?? [.header("cookie")]
        places.insert(.authorization)
        // With their lengths, so that no two lists become one text.
        let parts =
            known.names.sorted()
            + places.subtracting(known.places).sorted { $0.name < $1.name }
            .flatMap { place in [place.name] + place.values(in: request) }
        return parts.map { "\($0.utf8.count):\($0)" }.joined()
    }
}

/// The field that names a request.
enum IdempotencyKey {
    /// The longest key, in characters.
    private static let longest = 255

    /// The key of a request; `nil` for one without the field.
    /// - Throws: ``HTTPError`` 400 for a field that is there twice, or holds no key.
    static func read(_ request: Request) throws -> String? {
        let values = request.headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        guard values.count == 1, let key = key(value.trimmingSpaces()) else {
            throw HTTPError(
                .badRequest,
                "Idempotency-Key must be one text of 1 to \(longest) printable ASCII characters, in quotes or not.")
        }
        return key
    }

    /// A string of RFC 9651 §3.3.3; many clients leave the quotes out.
    private static func key(_ text: String) -> String? {
        var key = text
        if text.hasPrefix("\"") {
            guard text.count >= 2, text.hasSuffix("\"") else { return nil }
            key = String(text.dropFirst().dropLast())
        }
        let isPlain = key.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        return isPlain && !key.isEmpty && key.utf8.count <= longest ? key : nil
    }
}

extension RecordedAnswer {
    /// The answer that can be given again; `nil` for a failure, and for content that is not in memory or too large.
    init?(_ response: Response, atMost limit: Int) {
        guard (200..<400).contains(response.status.code), response.error == nil, let body = response.body.buffer,
            body.readableBytes <= limit
        else { return nil }
        // Cookies are for the client that asked first.
        let fields = response.headers.filter { $0.name.lowercased() != "set-cookie" }
        self.init(
            status: response.status.code, fields: fields.flatMap { [$0.name, $0.value] },
            body: Array(body.readableBytesView))
    }

    var response: Response {
        var headers = Headers()
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            guard let name = HTTPField.Name(fields[index]) else { continue }
            headers.append(name, fields[index + 1])
        }
        headers[.idempotencyReplayed] = "true"
        return Response(.init(code: status), headers: headers, body: .init(bytes: body))
    }
}

extension HTTPField.Name {
    fileprivate static let idempotencyKey = known("Idempotency-Key")
    fileprivate static let idempotencyReplayed = known("Idempotency-Replayed")
}
