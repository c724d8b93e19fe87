import HTTPTypes
import MartletCore
import MartletHTTP
import MartletJSON

/// The errors that a route may answer.
struct OperationErrors {
    private let route: RouteDescription
    private let description: OperationDescription
    private let forms: VersionForms?

    init(_ route: RouteDescription, _ description: OperationDescription, _ forms: VersionForms?) {
        self.route = route
        self.description = description
        self.forms = forms
    }

    /// The answers of each status, in their order; several of one status are alternatives.
    var responses: [OperationDescription.Response] {
        let refusals = refusals
        var codes: [Int] = []
        for refusal in refusals where !codes.contains(refusal.response.status.code) {
            codes.append(refusal.response.status.code)
        }
        return codes.sorted().flatMap { code in answers(refusals.filter { $0.response.status.code == code }) }
    }

    private struct Refusal {
        var response: ResponseDescription
        var errors: ErrorContent
    }

    /// What is said by the route's parts, by its descriptions, and by its path.
    private var refusals: [Refusal] {
        var statuses = description.errors + description.problems.map { $0.details.status }
        // There may be nothing behind a path, whatever its text.
        if !route.placeholders.isEmpty { statuses.append(.notFound) }
        return route.refusals.map { Refusal(response: $0.response, errors: $0.errors) }
            + statuses.map { Refusal(response: ResponseDescription($0), errors: route.errors) }
    }

    /// The contents that a status has, each once, with all that is said of its header fields.
    private func answers(_ refusals: [Refusal]) -> [OperationDescription.Response] {
        var answers: [OperationDescription.Response] = []
        var headers: [String: String] = [:]
        var summaries: [String] = []
        for refusal in refusals {
            headers.mergeHeaders(refusal.response.headers)
            if let summary = refusal.response.summary, !summaries.contains(summary) { summaries.append(summary) }
            for answer in contents(refusal) where !answers.contains(where: { $0.content.isSame(as: answer.content) }) {
                answers.append(answer)
            }
        }
        return answers.map { answer in
            var answer = answer
            answer.headers = headers
            answer.summary = summaries.isEmpty ? nil : summaries.joined(separator: "; ")
            return answer
        }
    }

    /// A response with a type is answered as it is, others in the form that errors have where they are thrown.
    private func contents(_ refusal: Refusal) -> [OperationDescription.Response] {
        let status = refusal.response.status
        guard refusal.response.type == nil else { return [refusal.response.answer(in: forms)] }
        switch refusal.errors {
        case .own(let responses):
            let own = responses.filter { $0.status.code < 400 }.map { response in
                OperationDescription.Response(
                    status, response.type.map { .init(DescribedType.schema(of: $0), response.contentTypes) })
            }
            // Of a form that says nothing of itself the status is known all the same.
            guard !own.isEmpty else { return [OperationDescription.Response(status)] }
            return isRefusedEarly(status) ? own + [Self.refusal] : own
        case .problemDetails:
            return typed(status) + [problem(status, isRefusedEarly(status) ? ["text/plain"] : [])]
        case .negotiated: return typed(status) + [problem(status, ["text/plain", "text/html"])]
        }
    }

    /// Whether a request that is meant for the route may be refused before it has one: a path or a header field that cannot
    /// be read.
    private func isRefusedEarly(_ status: HTTPResponse.Status) -> Bool {
        guard status == .badRequest else { return false }
        return !route.placeholders.isEmpty
            || route.parameters.contains { $0.location == .header || $0.location == .cookie }
    }

    /// The application's own problems of a status; before that of any problem, as they say more.
    private func typed(_ status: HTTPResponse.Status) -> [OperationDescription.Response] {
        description.problems(of: status).map { problem in
            OperationDescription.Response(status, .init(problem.problemSchema, ["application/problem+json"]))
        }
    }

    /// What is refused before it has a route is so in plain text.
    private static let refusal = OperationDescription.Response(
        .badRequest, .init(.string(format: nil), ["text/plain"]))

    private func problem(
        _ status: HTTPResponse.Status, _ others: [String]
    ) -> OperationDescription.Response {
        let schema: ValueSchema =
            status == .unprocessableContent ? ProblemSchemas.validation : ProblemSchemas.problem
        return OperationDescription.Response(status, .init(schema, ["application/problem+json"] + others))
    }
}

extension OperationDescription.Content? {
    /// Whether both look the same.
    fileprivate func isSame(as other: OperationDescription.Content?) -> Bool {
        self?.schema == other?.schema && self?.contentTypes == other?.contentTypes
    }
}
