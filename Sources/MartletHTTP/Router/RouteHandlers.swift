import MartletCore

/// The handlers of a route: its own, and those that answer in its place where their condition holds.
struct RouteHandlers: Sendable {
    private(set) var own: RouteHandler
    private(set) var variants: [RouteVariant]

    /// Those of a route as it was declared.
    init(_ route: Route) {
        own = route.handler
        variants = route.current.variants
    }

    /// The own one first.
    var all: [RouteHandler] { [own] + variants.map(\.handler) }

    /// Answers by the handler of the first variant whose condition holds, or else by the own one.
    var run: nonisolated(nonsending) @Sendable (Request) async throws -> Response {
        let own = own.run
        let variants = variants
        guard !variants.isEmpty else { return own }
        return { request in
            for variant in variants where try variant.condition.holds(for: request) {
                return try await variant.handler.run(request)
            }
            return try await own(request)
        }
    }

    /// Changes each, the own one first.
    mutating func change(_ change: (_ index: Int, inout RouteHandler) -> Void) {
        change(0, &own)
        for index in variants.indices { change(index + 1, &variants[index].handler) }
    }
}
