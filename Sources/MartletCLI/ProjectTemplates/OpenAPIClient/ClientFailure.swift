internal import Foundation

/// A request failed in a way that the description of the API does not say.
public enum ClientFailure: Error, CustomStringConvertible {
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
}

extension ClientResponse {
    /// The problem that the response describes, if it is one.
    public var problem: ProblemDetails? {
        guard mediaType == "application/problem+json" else { return nil }
        return try? ClientCoding.decoder().decode(ProblemDetails.self, from: body)
    }

    /// The media type without parameters, in small letters.
    private var mediaType: String? {
        headers["Content-Type"]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
    }

    /// The body as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try ClientCoding.decoder().decode(type, from: body)
        } catch {
            throw ClientFailure.undecodable(error, self)
        }
    }

    /// The body as text.
    func text() throws -> String {
        guard let text = String(data: body, encoding: .utf8) else {
            throw ClientFailure.undecodable(InvalidText(problem: "the body is not UTF-8"), self)
        }
        return text
    }

    /// The value of a header field.
    func header<Value: ParameterConvertible>(_ name: String) throws -> Value? {
        guard let text = headers[name] else { return nil }
        guard let value = Value(parameterText: text) else {
            throw ClientFailure.undecodable(InvalidText(problem: "the header `\(name)` is `\(text)`"), self)
        }
        return value
    }

    /// The value of a header field that is always there.
    func requiredHeader<Value: ParameterConvertible>(_ name: String) throws -> Value {
        guard let value: Value = try header(name) else {
            throw ClientFailure.undecodable(InvalidText(problem: "the header `\(name)` is missing"), self)
        }
        return value
    }
}

/// A text is not what it should be.
struct InvalidText: Error, CustomStringConvertible {
    let problem: String
    var description: String { problem }
}

/// A body together with the header fields that are described for it.
public struct ClientAnswer<Body: Sendable & Hashable, Headers: Sendable & Hashable>: Sendable, Hashable {
    public var body: Body
    public var headers: Headers
}
