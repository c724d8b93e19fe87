public import HTTPTypes
public import MartletCore

/// An error as problem details (RFC 9457), which is what clients that ask for JSON get by themselves.
///
/// A group answers every error so, whatever its clients ask for, by ``RouteBuilder/answerProblems()``; an error handler
/// returns one for the errors that it chooses:
///
/// ```swift
/// api.onStatus(.conflict) { error, _ in ProblemDetails(error) }
/// ```
/// Only a ``ResponseError`` says anything of itself; any other error is a 500 without a `detail`.
public struct ProblemDetails: ResponseConvertible, Sendable {
    /// The status of the response, `status` in its content.
    public let status: HTTPResponse.Status
    /// What the client may know; `nil` leaves `detail` out.
    public private(set) var detail: String?
    /// What is wrong with the input, `errors` in the content; left out where it is empty.
    public private(set) var problems: [FieldProblem]
    /// The error itself, of which clients must learn nothing more.
    public let error: any Error
    /// Whether `problems` are in the words of the application.
    private var isWorded = false
    private var problem: (any Problem)? { error as? any Problem }

    /// Describes an error; one that is a ``Problem`` with its type, title and extensions.
    public init(_ error: any Error) {
        let error = error.answered
        self.error = error
        status = ErrorResponder.status(of: error)
        problems = (error as? ValidationError)?.problems ?? []
        // Several would only be told twice.
        detail = problems.count > 1 ? nil : (error as? any ResponseError)?.message
    }

    /// Describes an error in the words that the application has for a request.
    init(_ error: any Error, for request: Request) {
        self = ProblemDetails(error).worded(for: request)
    }

    private func worded(for request: Request) -> ProblemDetails {
        guard !isWorded, !problems.isEmpty else { return self }
        var details = self
        details.isWorded = true
        details.problems = ProblemMessages.words(of: problems, for: request)
        if details.problems != problems, problems.count == 1 {
            details.detail = ValidationError(details.problems)?.message
        }
        return details
    }

    public func response(for request: Request) -> Response {
        Response(
            status, headers: [.contentType: "application/problem+json"], body: .init(string: json(for: request) + "\n"))
    }

    /// The members as JSON, in the words that the application has for the request.
    func json(for request: Request) -> String {
        worded(for: request).text { member, error in
            request.logger.error(
                "a member of a problem cannot be encoded", metadata: ["member": "\(member)", "error": "\(error)"])
        }
    }

    /// The members as JSON.
    /// - Parameter onFailure: gets the names of members that cannot be encoded.
    package func text(onFailure: (String, any Error) -> Void = { _, _ in }) -> String {
        var text = "{\"type\":\(JSONText.quote(problem?.type ?? "about:blank"))"
        text += ",\"title\":\(JSONText.quote(title)),\"status\":\(status.code)"
        if let detail { text += ",\"detail\":\(JSONText.quote(detail))" }
        if !problems.isEmpty {
            let list = problems.map(Self.text)
            text += ",\"errors\":[\(list.joined(separator: ","))]"
        }
        for (name, value) in extensions {
            do {
                text += ",\(JSONText.quote(name)):\(try Self.text(of: value))"
            } catch {
                onFailure(name, error)
            }
        }
        return text + "}"
    }

    /// A few words that are the same for each problem of the type.
    package var title: String { problem?.title ?? ErrorPage.phrase(status) }

    /// The further members by name, in their order.
    package var extensions: [(name: String, value: any Encodable & Sendable)] {
        (problem?.extensions ?? [:]).sorted { $0.key < $1.key }.filter { !Self.members.contains($0.key) }
            .map { (name: $0.key, value: $0.value) }
    }

    /// The value of a further member as JSON.
    package static func text(of value: some Encodable) throws -> String {
        String(decoding: try JSONValueEncoder.encode(value), as: UTF8.self)
    }

    private static func text(of problem: FieldProblem) -> String {
        let place =
            switch problem.place {
            case .pointer(let pointer): "\"pointer\":\(JSONText.quote(pointer))"
            case .parameter(let name): "\"parameter\":\(JSONText.quote(name))"
            }
        let words = JSONText.quote(problem.detail)
        return "{\(place),\"code\":\(JSONText.quote(problem.code)),\"detail\":\(words)}"
    }

    /// The members that RFC 9457 §3.1 defines, and `errors`, which tells what is wrong with input.
    private static let members: Set<String> = ["type", "title", "status", "detail", "instance", "errors"]
}
