import Foundation

/// Conduit's OpenAPI description, by which every answer is judged: its status, and the type of everything in it.
struct Contract: Sendable {
    private let document: JSONTree

    /// The description as RealWorld publishes it.
    static let conduit: Contract = {
        let file = Bundle.module.url(forResource: "conduit-openapi", withExtension: "json")
        let data = file.flatMap { try? Data(contentsOf: $0) } ?? Data()
        return Contract(document: (try? JSONDecoder().decode(JSONTree.self, from: data)) ?? .null)
    }()

    /// The operations that are described, as `GET /user`.
    var operations: Set<String> {
        let paths = document["paths"]?.members ?? [:]
        return Set(paths.flatMap { path, operations in operations.members.keys.map { "\($0.uppercased()) \(path)" } })
    }

    /// The operation of a request, as `DELETE /articles/{slug}`; the path that is written out wins.
    func operation(_ method: String, _ path: String) -> String? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        let fitting = operations.filter { operation in
            let parts = operation.split(separator: " ")
            let pattern = parts.last?.split(separator: "/") ?? []
            return parts.first.map(String.init) == method && pattern.count == segments.count
                && zip(pattern, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return fitting.min { $0.filter { $0 == "{" }.count < $1.filter { $0 == "{" }.count }
    }

    /// What is otherwise than it is described.
    func findings(_ operation: String, status: Int, _ content: JSONTree?) -> [String] {
        let parts = operation.split(separator: " ").map(String.init)
        guard parts.count == 2,
            let responses = document["paths"]?[parts[1]]?[parts[0].lowercased()]?["responses"],
            let response = (responses["\(status)"] ?? unwritten["\(operation) \(status)"]).map(resolved)
        else { return ["\(operation) has no response \(status)"] }
        guard let schema = response["content"]?["application/json"]?["schema"] else {
            return content == nil ? [] : ["\(operation) \(status) has content"]
        }
        guard let content else { return ["\(operation) \(status) has no content"] }
        return findings(content, schema, at: "\(operation) \(status) ")
    }

    /// What the description forgets: a name that is taken is a conflict whenever it is asked for, and passwords are not guessed.
    private let unwritten: [String: JSONTree] = [
        "PUT /user 409": ["$ref": "#/components/responses/ConflictError"],
        "POST /users 429": ["$ref": "#/components/responses/GenericError"],
        "POST /users/login 429": ["$ref": "#/components/responses/GenericError"],
    ]

    private func resolved(_ value: JSONTree) -> JSONTree {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst()
            .reduce(document) { tree, name in tree[String(name)] ?? .null }
    }

    private func findings(_ value: JSONTree, _ schema: JSONTree, at place: String) -> [String] {
        let schema = resolved(schema)
        let types = schema["type"].map { $0.string.map { [$0] } ?? $0.elements.compactMap(\.string) } ?? []
        guard types.contains(where: { value.isOf(type: $0) }) else {
            return ["\(place) is not \(types.joined(separator: " or "))"]
        }
        var found: [String] = []
        if schema["format"] == "date-time",
            value.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) == nil
        {
            found.append("\(place) is no time with milliseconds in UTC")
        }
        if let items = schema["items"] {
            for (index, element) in value.elements.enumerated() {
                found += findings(element, items, at: "\(place)/\(index)")
            }
        }
        for name in schema["required"]?.elements.compactMap(\.string) ?? [] where value[name] == nil {
            found.append("\(place)/\(name) is missing")
        }
        for (name, member) in value.members {
            guard let known = schema["properties"]?[name] ?? schema["additionalProperties"] else {
                found.append("\(place)/\(name) is not described")
                continue
            }
            found += findings(member, known, at: "\(place)/\(name)")
        }
        return found
    }
}

extension JSONTree {
    fileprivate func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number == number.rounded()
        case .text: type == "string"
        case .list: type == "array"
        case .object: type == "object"
        }
    }
}
