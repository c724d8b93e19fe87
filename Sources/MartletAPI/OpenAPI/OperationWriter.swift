import HTTPTypes
import MartletCore
import MartletHTTP
import MartletJSON

/// Writes an operation (OpenAPI 3.1 §4.8.10).
struct OperationWriter {
    let operation: Operation
    let schemas: SchemaComponents

    private var description: OperationDescription { operation.description }

    var node: DocumentNode {
        .object([
            "operationId": .text(operation.id), "summary": description.summary.map(DocumentNode.text),
            "description": description.details.map(DocumentNode.text),
            "tags": description.tags.isEmpty ? nil : .list(description.tags.map(DocumentNode.text)),
            "deprecated": description.isDeprecated ? .flag(true) : nil,
            "parameters": operation.parameters.isEmpty ? nil : .list(operation.parameters.map(node)),
            "requestBody": operation.content.map { content in
                .object([
                    "required": content.isRequired ? .flag(true) : nil,
                    "content": Self.content(content, schemas, .input, example: nil),
                ])
            },
            "responses": responses, "security": SecurityWriter.requirements(operation.route.security),
        ])
    }

    // MARK: Parameters

    private func node(_ parameter: Operation.Parameter) -> DocumentNode {
        let member = parameter.member
        let schema = MemberSchema(
            member.name, member.value.present, member.constraints, isRequired: member.isRequired,
            isAlwaysWritten: false, default: member.defaultValue)
        return .object([
            "name": .text(member.name), "in": .text(parameter.location.rawValue),
            "description": member.summary.map(DocumentNode.text),
            "required": member.isRequired || parameter.location == .path ? .flag(true) : nil,
            "deprecated": member.isDeprecated ? .flag(true) : nil,
            "style": parameter.style == .brackets ? "deepObject" : nil,
            "explode": parameter.style == .repeated ? nil : .flag(parameter.style == .brackets),
            "schema": schemas.node(of: schema, .input),
            "example": member.example.map(DocumentNode.json),
        ])
    }

    // MARK: Answers

    private var responses: DocumentNode {
        var order: [Int] = []
        for response in operation.responses where !order.contains(response.status.code) {
            order.append(response.status.code)
        }
        return .object(
            order.map { code in
                DocumentNode.Member(name: "\(code)", value: node(operation.responses.filter { $0.status.code == code }))
            })
    }

    /// The answers of one status.
    private func node(_ responses: [OperationDescription.Response]) -> DocumentNode {
        let status = responses.first?.status ?? .ok
        let fields = responses.reduce(into: [String: String]()) { $0.mergeHeaders($1.headers) }
        let headers = fields.sorted { $0.key < $1.key }.map { name, summary in
            DocumentNode.Member(
                name: name,
                value: .object(["description": .text(summary), "schema": .object(["type": "string"])]))
        }
        var content = DocumentNode.object([])
        for response in responses {
            guard let described = response.content else { continue }
            let example = status.code < 400 ? operation.example : nil
            for member in Self.content(described, schemas, .output, example: example).members {
                content = content.with(
                    member.name, content[member.name].map { $0.orElse(member.value) } ?? member.value)
            }
        }
        content = withProblems(content, status)
        let phrase = status.reasonPhrase.isEmpty ? "Status \(status.code)" : status.reasonPhrase
        return .object([
            "description": .text(responses.lazy.compactMap(\.summary).first ?? phrase),
            "headers": headers.isEmpty ? nil : .object(headers), "content": content.isEmpty ? nil : content,
        ])
    }

    /// The content with the application's own problems of a status as examples.
    private func withProblems(_ content: DocumentNode, _ status: HTTPResponse.Status) -> DocumentNode {
        let problems = description.problems(of: status)
        // A group may answer in a form of its own, and a version may stand behind the media type.
        guard !problems.isEmpty, !operation.hasOwnErrors,
            let media = content.members.first(where: { $0.name.hasPrefix("application/problem+json") })
        else { return content }
        var names: Set<String> = []
        let examples = problems.map { problem in
            DocumentNode.Member(
                name: ComponentName.unique(problem.exampleName, &names, "-"),
                value: .object(["value": .json(problem.exampleText)]))
        }
        return content.with(media.name, media.value.with("examples", .object(examples)))
    }

    static func content(
        _ content: OperationDescription.Content, _ schemas: SchemaComponents, _ direction: SchemaComponents.Direction,
        example: String?
    ) -> DocumentNode {
        .object(
            content.contentTypes.map { type in
                // Only what is JSON looks as the schema says.
                let isStructured = !type.hasPrefix("text/") || content.schema.isText
                let schema = isStructured ? schemas.node(of: content.schema, direction) : .object(["type": "string"])
                let name = type.prefix { $0 != ";" }
                let isJSON = name == "application/json" || name.hasSuffix("+json")
                return DocumentNode.Member(
                    name: type,
                    value: .object(["schema": schema, "example": isJSON ? example.map(DocumentNode.json) : nil]))
            })
    }
}

extension ValueSchema {
    fileprivate var isText: Bool {
        if case .string = self { true } else { false }
    }
}

extension DocumentNode {
    /// Content of a media type that looks one way or the other.
    fileprivate func orElse(_ other: DocumentNode) -> DocumentNode {
        guard let mine = self["schema"], let theirs = other["schema"], mine != theirs else { return self }
        if case .list(let choices)? = mine["anyOf"] {
            return choices.contains(theirs) ? self : .object(["schema": .object(["anyOf": .list(choices + [theirs])])])
        }
        return .object(["schema": .object(["anyOf": [mine, theirs]])])
    }
}

extension DocumentedProblem {
    /// The last part of its type: `out-of-credit`.
    fileprivate static var exampleName: String {
        let name = kind.split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty || name == "about:blank" ? "\(Self.self)" : name
    }

    fileprivate static var exampleText: String { details.text() }
}
