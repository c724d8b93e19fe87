import MartletCore
import MartletHTTP

/// What a hook takes from the request: made as for a handler, once for each request, before anything else is looked at.
struct HookParameter: Sendable {
    let id: ObjectIdentifier
    let type: any Extractor.Type
    private let extract: @Sendable (Request) async throws -> any Sendable

    init<E: Extractor>(_ type: E.Type) {
        id = ObjectIdentifier(type)
        self.type = type
        extract = { try await Self.extracted(E.self, $0) }
    }

    /// The values of a request by their types.
    private enum Values: StateKey { typealias Value = [ObjectIdentifier: any Sendable] }

    /// Makes the values of a request.
    static func open(_ parameters: [HookParameter], for request: Request) async throws {
        var values: [ObjectIdentifier: any Sendable] = [:]
        for parameter in parameters { values[parameter.id] = try await parameter.extract(request) }
        request.state[Values.self] = values
    }

    /// The value that was made; of the request itself, which is not kept, that at hand.
    static func value<E: Extractor>(of request: Request) async throws -> E {
        if let known = request.state[Values.self]?[ObjectIdentifier(E.self)] as? E { return known }
        return try await extracted(E.self, request)
    }

    private static func extracted<E: Extractor>(_ type: E.Type, _ request: Request) async throws -> E {
        var source = ExtractionSource(request)
        return try await E.extract(from: &source)
    }
}

/// Makes what the hooks of an action take, and refuses what they refuse, before the content is read.
struct HookParameters: DescribedMiddleware {
    let all: [HookParameter]

    func handle(_ request: Request, next: Next) async throws -> Response {
        try await HookParameter.open(all, for: request)
        return await next(request)
    }

    /// Placeholders are known by the path.
    func description(for route: RouteDescription) -> MiddlewareDescription {
        MiddlewareDescription(
            parameters: all.flatMap { $0.type.parameters }.filter { $0.location != .path },
            security: all.compactMap { ($0.type as? any SecurityDescribing.Type)?.security },
            requiredServices: all.flatMap { ServiceRequirement.all(of: $0.type) })
    }
}
