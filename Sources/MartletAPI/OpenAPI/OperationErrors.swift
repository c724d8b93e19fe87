import HTTPTypes
import MartletCore
import MartletHTTP
import MartletJSON

/// The errors that a route may answer.
struct OperationErrors {
    private let route: RouteDescription
    private let description: OperationDescription

    init(_ route: RouteDescription, _ description: OperationDescription) {
        self.route = route
        self.description = description
    }

    /// One answer for each status, in their order.
    var responses: [OperationDescription.Response] {
        statuses.flatMap { status -> [OperationDescription.Response] in
            switch route.errors {
            case .own(let responses):
                let own = responses.map { response in
                    OperationDescription.Response(
                        status, response.type.map { .init(DescribedType.schema(of: $0), response.contentTypes) })
                }
                return isRefusedEarly(status) ? own + [Self.refusal] : own
            case .problemDetails:
                return typed(status) + [problem(status, isRefusedEarly(status) ? ["text/plain"] : [])]
            case .negotiated: return typed(status) + [problem(status, ["text/plain", "text/html"])]
            }
        }
    }

    /// Whether a request that is meant for the route may be refused before it has one: a path that cannot be read.
    private func isRefusedEarly(_ status: HTTPResponse.Status) -> Bool {
        status == .badRequest && !route.placeholders.isEmpty
    }

    /// What is refused before it has a route is so in plain text.
    private static let refusal = OperationDescription.Response(
        .badRequest, .init(.string(format: nil), ["text/plain"]))

    private var statuses: [HTTPResponse.Status] {
        var statuses = route.parameters.flatMap(\.refusals) + route.security.flatMap(\.refusals) + description.errors
        statuses += route.responses.map(\.status).filter { $0.code >= 400 }
        statuses += description.problems.map { $0.details.status }
        // There may be nothing behind a path, whatever its text.
        if !route.placeholders.isEmpty { statuses.append(.notFound) }
        var seen: Set<Int> = []
        return statuses.filter { seen.insert($0.code).inserted }.sorted { $0.code < $1.code }
    }

    /// The application's own problems of a status; before that of any problem, as they say more.
    private func typed(_ status: HTTPResponse.Status) -> [OperationDescription.Response] {
        description.problems(of: status).map { problem in
            OperationDescription.Response(status, .init(problem.problemSchema, ["application/problem+json"]))
        }
    }

    private func problem(
        _ status: HTTPResponse.Status, _ others: [String]
    ) -> OperationDescription.Response {
        let schema: ValueSchema =
            status == .unprocessableContent ? ProblemSchemas.validation : ProblemSchemas.problem
        return OperationDescription.Response(status, .init(schema, ["application/problem+json"] + others))
    }
}
