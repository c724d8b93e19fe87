import MartletCore

/// A handler with its parameters' extraction and its result's conversion inside, and what its types say of it.
struct RouteHandler: Sendable {
    /// What its parameters take from the request.
    let parameters: [ParameterDescription]
    /// What it needs of the application.
    let requirements: [ServiceRequirement]
    /// What its parameters ask of clients.
    let security: [SecurityRequirementDescription]
    /// How it answers, with the errors that its result says of itself.
    var responses: [ResponseDescription]
    /// Answers a request.
    var run: nonisolated(nonsending) @Sendable (Request) async throws -> Response

    /// - Parameters:
    ///   - types: those of its parameters.
    ///   - result: that of its result.
    init<each E: Extractor, R>(
        extracting types: (repeat each E).Type, result: R.Type, responses: [ResponseDescription],
        _ run: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Response
    ) {
        var parameters: [ParameterDescription] = []
        var requirements = ServiceRequirement.all(of: R.self)
        var security: [SecurityRequirementDescription] = []
        for type in repeat (each E).self {
            if let asked = SecurityRequirementDescription.of(type) { security.append(asked) }
            parameters += type.parameters
            requirements += ServiceRequirement.all(of: type)
        }
        self.parameters = parameters
        self.requirements = requirements
        self.security = security
        self.responses = responses
        self.run = run
    }

    /// A handler whose result is a response.
    static func answering<each E: Extractor, R: ResponseConvertible>(
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> RouteHandler {
        RouteHandler(
            extracting: (repeat each E).self, result: R.self,
            responses: ResponseDescription.all(of: R.self, isEncoded: false)
        ) { request in
            try await HandlerInvocation.run(request, handler).response(for: request)
        }
    }

    /// A handler whose result is sent as JSON; a result of `nil` is a 404.
    static func encoding<each E: Extractor, R: Encodable & SendableMetatype>(
        _ handler: @escaping @Sendable (repeat each E) async throws -> R
    ) -> RouteHandler {
        let mayBeAbsent = R.self is any OptionalType.Type
        return RouteHandler(
            extracting: (repeat each E).self, result: R.self,
            responses: ResponseDescription.all(of: R.self, isEncoded: true)
        ) { request in
            let result = try await HandlerInvocation.run(request, handler)
            if mayBeAbsent, (result as? any OptionalType)?.isAbsent == true { throw HTTPError(.notFound) }
            return try Response.json(result)
        }
    }
}

/// Runs a handler with its parameters extracted from a request.
enum HandlerInvocation {
    @inline(__always)
    nonisolated(nonsending) static func run<each E: Extractor, R>(
        _ request: Request, _ handler: @Sendable (repeat each E) async throws -> R
    ) async throws -> R {
        var readsBody = false
        for type in repeat (each E).self { readsBody = readsBody || type.readsBody }
        var source = ExtractionSource(request)
        guard readsBody else {
            return try await handler(repeat try await (each E).extract(from: &source))
        }
        // Parameters that refuse a request by its head do so before any content is read.
        let early = (repeat try await extract((each E).self, from: &source, readingBody: false))
        return try await handler(repeat try await complete(each early, from: &source))
    }

    nonisolated(nonsending) private static func extract<E: Extractor>(
        _ type: E.Type, from source: inout ExtractionSource, readingBody: Bool
    ) async throws -> E? {
        E.readsBody == readingBody ? try await E.extract(from: &source) : nil
    }

    nonisolated(nonsending) private static func complete<E: Extractor>(
        _ value: E?, from source: inout ExtractionSource
    ) async throws -> E {
        if let value { return value }
        return try await E.extract(from: &source)
    }
}
