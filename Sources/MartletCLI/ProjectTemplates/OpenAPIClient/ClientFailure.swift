public import Foundation

/// What the failures of all operations say, for code that handles them alike.
///
/// Each operation has an enum of its own for what it can answer; all of them, and ``ClientFailure``, are this too.
public protocol OperationFailure: LocalizedError {
    /// What is known of the failure, whatever the operation.
    var summary: FailureSummary { get }
}

extension OperationFailure {
    /// The status of the response; `nil` where there was none.
    public var status: Int? { summary.status }
    /// The problem details of the response, if it has some.
    public var problem: ProblemDetails? { summary.problem }
    /// After how many seconds the request may be sent again, where the response says so by `Retry-After`.
    public var retryAfter: TimeInterval? { summary.retryAfter }

    /// What `localizedDescription` says: the words of the server, if it has found some.
    public var errorDescription: String? {
        problem?.detail ?? problem?.title ?? status.map { "The server has answered with the status \($0)." }
    }
}

/// What is known of a failure, whatever the operation.
public struct FailureSummary: Sendable, Hashable {
    /// The status of the response; `nil` where there was none.
    public var status: Int?
    /// The problem details of the response (RFC 9457), if it has some.
    public var problem: ProblemDetails?
    /// After how many seconds the request may be sent again (RFC 9110, section 10.2.3).
    public var retryAfter: TimeInterval?

    public init(status: Int? = nil, problem: ProblemDetails? = nil, retryAfter: TimeInterval? = nil) {
        self.status = status
        self.problem = problem
        self.retryAfter = retryAfter
    }

    init(_ response: ClientResponse?) {
        self.init(
            status: response?.status, problem: response?.problem,
            retryAfter: response.flatMap { Self.seconds($0.headers["Retry-After"]) })
    }

    /// What `Retry-After` says: seconds, or a moment from which they are counted.
    static func seconds(_ value: (some ParameterConvertible)?) -> TimeInterval? {
        guard let text = value?.parameterText else { return nil }
        if let seconds = Int(text) { return TimeInterval(max(seconds, 0)) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max($0.timeIntervalSinceNow, 0) }
    }
}

/// A request failed in a way that the description of the API does not say.
public enum ClientFailure: OperationFailure, CustomStringConvertible {
    /// There was no response: no connection, no answer in time, a cancelled task.
    case transport(any Error)
    /// The description says nothing of this status.
    case undocumented(ClientResponse)
    /// The body or a header is not what the description says.
    case undecodable(any Error, ClientResponse)
    /// A body cannot be written.
    case unencodable(any Error)
    /// A parameter cannot be part of the request.
    case parameter(name: String, problem: String)

    /// Any error as a failure; one that is stays itself.
    init(_ error: any Error) { self = error as? ClientFailure ?? .transport(error) }

    /// The response, where there was one.
    public var response: ClientResponse? {
        switch self {
        case .undocumented(let response), .undecodable(_, let response): response
        case .transport, .unencodable, .parameter: nil
        }
    }

    public var summary: FailureSummary { FailureSummary(response) }

    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .transport(let error): "no response: \(error)"
        case .undocumented(let response):
            "the status \(response.status) is not described" + (response.problem?.title.map { ": \($0)" } ?? "")
        case .undecodable(let error, let response):
            "the response of status \(response.status) is not as described: \(error)"
        case .unencodable(let error): "the body cannot be written: \(error)"
        case .parameter(let name, let problem): "the parameter `\(name)` \(problem)"
        }
    }
}

/// Problem details (RFC 9457), which many servers answer errors with.
public struct ProblemDetails: Codable, Sendable, Hashable {
    public var type: String?
    public var title: String?
    public var status: Int?
    public var detail: String?
    public var instance: String?
    /// Members that problems of one type have.
    public var members: [String: JSONValue]

    private enum CodingKeys: String, CodingKey {
        case type
        case title
        case status
        case detail
        case instance
    }
}

extension ProblemDetails {
    /// The problem that a body says, if it has members.
    init?(describing body: some Encodable) {
        guard let data = try? ClientCoding.encoder().encode(body),
            let problem = try? ClientCoding.decoder().decode(Self.self, from: data)
        else { return nil }
        self = problem
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // A member of another type is to be passed over (RFC 9457, section 3.1).
        self.type = try? container.decodeIfPresent(String.self, forKey: .type)
        self.title = try? container.decodeIfPresent(String.self, forKey: .title)
        self.status = try? container.decodeIfPresent(Int.self, forKey: .status)
        self.detail = try? container.decodeIfPresent(String.self, forKey: .detail)
        self.instance = try? container.decodeIfPresent(String.self, forKey: .instance)
        self.members = [:]
        let others = try decoder.container(keyedBy: MemberKey.self)
        for key in others.allKeys where CodingKeys(stringValue: key.stringValue) == nil {
            self.members[key.stringValue] = try others.decode(JSONValue.self, forKey: key)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var others = encoder.container(keyedBy: MemberKey.self)
        for (name, value) in members { try others.encode(value, forKey: MemberKey(name)) }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(type, forKey: .type)
        try container.encodeIfPresent(title, forKey: .title)
        try container.encodeIfPresent(status, forKey: .status)
        try container.encodeIfPresent(detail, forKey: .detail)
        try container.encodeIfPresent(instance, forKey: .instance)
    }
}
