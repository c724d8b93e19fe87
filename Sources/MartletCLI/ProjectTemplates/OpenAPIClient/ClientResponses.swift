internal import Foundation

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

    /// The body as JSON, for responses that the description says nothing of.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws(ClientFailure) -> Value {
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
///
/// Members of the body are members of the answer too: `answer.title` is `answer.body.title`.
@dynamicMemberLookup
public struct ClientAnswer<Body: Sendable, Headers: Sendable>: Sendable {
    public var body: Body
    public var headers: Headers

    public subscript<Value>(dynamicMember member: KeyPath<Body, Value>) -> Value { body[keyPath: member] }
}

extension ClientAnswer: Equatable where Body: Equatable, Headers: Equatable {}
extension ClientAnswer: Hashable where Body: Hashable, Headers: Hashable {}
