import MartletCore

/// Refuses requests whose query has parameters that a handler does not have.
struct ParameterCheck: Sendable {
    private let known: Set<String>
    /// The same in order, to find what was meant.
    private let candidates: [String]
    /// The structs that are read from the query, to tell what else is wrong with it.
    private let structs: [Any.Type]
    /// What the handler asks of clients, who learn of nothing before they have proved it.
    private let security: [SecurityRequirementDescription]
    /// What is wrong with the handler: structs whose members cannot be found.
    let problems: [String]

    /// - Parameters:
    ///   - handler: the handler.
    ///   - middleware: what the middleware around it says of itself.
    ///   - services: those of the application, which say where credentials stand.
    ///   - others: parameters that something else takes.
    init(
        _ handler: RouteHandler, behind middleware: [MiddlewareDescription], _ services: Services, others: [String]
    ) {
        let parameters = (handler.parameters + middleware.flatMap(\.parameters)).filter { $0.location == .query }
        var known = Set(others)
        var problems: [String] = []
        for parameter in parameters {
            if let names = Self.names(of: parameter) {
                known.formUnion(names)
            } else {
                problems.append(
                    "which parameters a query of `\(parameter.type)` has is not known, so that others cannot be refused; "
                        + "make it a struct with @Schema, or say unknownParameters(.ignored)")
            }
        }
        for scheme in (handler.security + middleware.flatMap(\.security)).flatMap({ $0.schemes(in: services) }) {
            if case .apiKey(in: .query, let name) = scheme.kind { known.insert(name) }
        }
        self.known = known
        candidates = known.sorted()
        self.problems = problems
        structs = parameters.filter { $0.name == nil }.map(\.type)
        security = handler.security
    }

    private static func names(of parameter: ParameterDescription) -> [String]? {
        if let name = parameter.name { return [name] }
        if let names = (parameter.type as? any FieldsReadable.Type)?.fieldNames { return names }
        guard let decodable = parameter.type as? any Decodable.Type else { return nil }
        return TypeProbe.members(of: decodable).map { members in members.map(\.name) }
    }

    /// Lets a handler say that it refuses what it does not know.
    static func tell(of handler: inout RouteHandler) {
        handler.responses += [ResponseDescription(.badRequest), ResponseDescription(.unprocessableContent)]
    }

    /// Puts a handler behind the check.
    func stand(around handler: inout RouteHandler) {
        let run = handler.run
        handler.run = { request in
            if request.queryString != nil { try await check(request) }
            return try await run(request)
        }
    }

    nonisolated(nonsending) private func check(_ request: Request) async throws {
        let query = try request.query
        guard query.contains(where: { !known.contains($0.name) }) else { return }
        for requirement in security { try await requirement.check(request) }
        var validation = Validation()
        var seen = known
        for (name, _) in query where seen.insert(name).inserted {
            validation.add(problem(of: name))
            if validation.hasMore { break }
        }
        for type in structs { for problem in Self.problems(of: type, in: query) { validation.add(problem) } }
        if let error = ValidationError(validation.told) { throw error }
    }

    private func problem(of name: String) -> FieldProblem {
        let meant = NearMatch.find(name.utf8.count > 100 ? "" : name, among: candidates)
        let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
        return FieldProblem(
            .parameter(Expectation.shortened(name)), "unknown_parameter", "is not known here\(hint)",
            meant.map { ["meant": $0] } ?? [:])
    }

    /// What else is wrong; of a struct that is only `Decodable` the handler tells it.
    private static func problems(of type: Any.Type, in query: QueryParameters) -> [FieldProblem] {
        guard let readable = type as? any FieldsReadable.Type else { return [] }
        do {
            _ = try readable.read(fields: query)
            return []
        } catch {
            return (error as? ValidationError)?.problems ?? []
        }
    }
}
