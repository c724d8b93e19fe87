/// Writes the methods of a client.
struct OperationWriter {
    let model: ClientModel

    func source() -> String {
        var lines = SourceLines()
        var tags: [String?] = []
        for operation in model.operations where !tags.contains(operation.tag) { tags.append(operation.tag) }
        for tag in tags {
            lines.space()
            if let tag { lines.add("// MARK: \(SwiftText.line(tag))\n") }
            lines.add("extension \(model.name) {")
            for operation in model.operations where operation.tag == tag {
                lines.space()
                write(operation, to: &lines)
            }
            lines.add("}")
        }
        let needsFoundation = model.operations.contains { operation in
            operation.parameters.contains(where: \.type.needsFoundation)
                || operation.bodyType?.needsFoundation == true
                || operation.responses.contains { $0.isSuccess && $0.body?.needsFoundation == true }
        }
        return (needsFoundation ? "public import Foundation\n\n" : "") + lines.text
    }

    private func write(_ operation: ClientOperation, to lines: inout SourceLines) {
        let result = ResultShape(operation)
        writeDocumentation(of: operation, result, to: &lines)
        if operation.isDeprecated { lines.add("@available(*, deprecated)", indent: 4) }
        lines.add(head(of: operation, result))
        lines.add("do {", indent: 8)
        writeRequest(of: operation, to: &lines)
        writeResponses(of: operation, result, to: &lines)
        if result.failure != "ClientFailure" {
            lines.add("} catch let failure as \(result.failure) {", indent: 8)
            lines.add("throw failure", indent: 12)
        }
        lines.add("} catch {", indent: 8)
        let failure = "ClientFailure(error)"
        lines.add("throw \(result.failure == "ClientFailure" ? failure : ".other(\(failure))")", indent: 12)
        lines.add("}", indent: 8)
        lines.add("}", indent: 4)
    }

    /// The name, the parameters and what comes of a method; on more lines than those of its parameters if it is long.
    private func head(of operation: ClientOperation, _ result: ResultShape) -> [String] {
        let name = "public func \(operation.name)("
        let parameters = parameters(of: operation)
        let throwing = "async throws(\(result.failure))"
        let returned = result.type.map { "-> \($0)" }
        func list(_ tail: [String?]) -> [String]? {
            let tail = tail.compactMap(\.self).joined(separator: " ")
            let lines = SwiftText.list(name, parameters, tail, indent: 4)
            return lines.allSatisfy { $0.count <= SwiftText.lineLength } ? lines : nil
        }
        if let lines = list([")", throwing, returned, "{"]) { return lines }
        let start =
            list([")", throwing]) ?? SwiftText.list(name, parameters, ")", indent: 4) + ["        \(throwing)"]
        return start + (returned.map { SwiftText.generic($0, indent: 8) } ?? []) + ["    {"]
    }

    private func writeDocumentation(
        of operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines
    ) {
        let described = operation.parameters.compactMap { parameter -> String? in
            let texts = [parameter.description, parameter.initial.map(SwiftText.initial)].compactMap(\.self)
            let line = texts.joined(separator: " ").split(whereSeparator: \.isNewline).joined(separator: " ")
            return texts.isEmpty ? nil : "- Parameter \(parameter.swiftName.filter { $0 != "`" }): \(line)"
        }
        let notes = (described + ["- Throws: ``\(result.failure)``."]).joined(separator: "\n")
        let summary = operation.summary ?? operation.description
        let details = operation.summary == nil || operation.description == summary ? nil : operation.description
        lines.add(
            SwiftText.documentation(
                [summary, details, "`\(operation.method) \(operation.path)`", notes], indent: 4))
    }

    private func parameters(of operation: ClientOperation) -> [String] {
        func text(_ name: String, _ type: SwiftType) -> String {
            "\(name): \(type.text)\(type.isOptional ? " = nil" : "")"
        }
        var required = operation.parameters.filter(\.parameter.isRequired).map { text($0.swiftName, $0.type) }
        let optional = operation.parameters.filter { !$0.parameter.isRequired }.map { text($0.swiftName, $0.type) }
        guard let body = operation.bodyType else { return required + optional }
        if operation.isBodyRequired {
            required.append("body: \(body.text)")
            return required + optional
        }
        return required + optional + [text("body", body.optional)]
    }

    // MARK: The request

    private func writeRequest(of operation: ClientOperation, to lines: inout SourceLines) {
        let accepted = operation.responses.compactMap(\.mediaType)
        let accept = accepted.enumerated().filter { accepted.prefix($0.offset).contains($0.element) == false }
            .map(\.element).joined(separator: ", ")
        let hasPathParameters = operation.parameters.contains { $0.parameter.location == "path" }
        let changes = operation.parameters.contains { $0.parameter.location != "path" } || !operation.bodies.isEmpty
        let needsVariable = changes || !accept.isEmpty || !model.schemes.isEmpty
        lines.add(
            SwiftText.list(
                "\(needsVariable ? "var" : "let") request = \(hasPathParameters ? "try " : "")RequestDraft(",
                [SwiftText.literal(operation.method), path(of: operation)], ")", indent: 12))
        for parameter in operation.parameters where parameter.parameter.location != "path" {
            lines.add(statement(for: parameter), indent: 12)
        }
        writeBody(of: operation, to: &lines)
        if !accept.isEmpty { lines.add("request.header(\"Accept\", \(SwiftText.literal(accept)))", indent: 12) }
        if !model.schemes.isEmpty {
            let known = Set(model.schemes.map(\.name))
            let alternatives = operation.security.map { names in
                "[" + names.filter(known.contains).map(SwiftText.literal).joined(separator: ", ") + "]"
            }
            lines.add("try await self.authorize(&request, [\(alternatives.joined(separator: ", "))])", indent: 12)
        }
    }

    /// The path as a literal in which the parameters are put.
    private func path(of operation: ClientOperation) -> String {
        var text = ""
        var rest = operation.path[...]
        func addUntil(_ end: String.Index) { text += SwiftText.literal(String(rest[..<end])).dropFirst().dropLast() }
        for match in operation.path.matches(of: OpenAPIOperation.placeholder) {
            let name = String(match.1)
            guard let parameter = operation.parameters.first(where: { $0.parameter.key == "path \(name)" }) else {
                continue
            }
            addUntil(match.range.lowerBound)
            text += "\\(PercentEncoding.segment(\(parameter.swiftName), \(SwiftText.literal(name))))"
            rest = operation.path[match.range.upperBound...]
        }
        addUntil(rest.endIndex)
        return "\"\(text)\""
    }

    private func statement(for parameter: ClientOperation.Parameter) -> String {
        let name = SwiftText.literal(parameter.parameter.name)
        let value = parameter.swiftName
        let location = parameter.parameter.location
        switch parameter.shape {
        case .single: return "\(location == "cookie" ? "try " : "")request.\(location)(\(name), \(value))"
        case .list(let separator):
            let isRepeated = location != "query" || separator == nil
            return "request.\(location)(\(name), \(value)"
                + (isRepeated ? ")" : ", separator: \(SwiftText.literal(separator ?? "")))")
        case .members(let isDeep):
            return "try request.query(members: \(value)\(isDeep ? ", of: \(name)" : ""))"
        case .json: return "try request.query(json: \(name), \(value))"
        }
    }

    private func writeBody(of operation: ClientOperation, to lines: inout SourceLines) {
        guard let first = operation.bodies.first else { return }
        let isOptional = !operation.isBodyRequired
        var margin = 12
        if isOptional {
            lines.add("if let body {", indent: margin)
            margin += 4
        }
        if operation.bodies.count == 1 {
            lines.add(Self.statement(for: first, "body"), indent: margin)
        } else {
            lines.add("switch body {", indent: margin)
            for body in operation.bodies {
                lines.add(
                    "case .\(body.caseName)(let value): \(Self.statement(for: body, "value"))", indent: margin)
            }
            lines.add("}", indent: margin)
        }
        if isOptional { lines.add("}", indent: 12) }
    }

    private static func statement(for body: ClientOperation.Body, _ value: String) -> String {
        let type = SwiftText.literal(body.mediaType)
        return switch body.coding {
        case .json where body.mediaType == "application/json": "try request.json(\(value))"
        case .json: "try request.json(\(value), as: \(type))"
        case .form: "try request.form(\(value))"
        case .multipart: "request.multipart(try MultipartForm(\(value)))"
        case .text: "request.text(\(value), as: \(type))"
        case .data: "request.data(\(value), as: \(type))"
        }
    }

    // MARK: The response

    private func writeResponses(
        of operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines
    ) {
        if operation.streamed.isEmpty {
            lines.add("let response = try await self.send(request)", indent: 12)
        } else {
            let patterns = operation.streamed.map { status in
                Int(status) == nil ? "(\(Self.pattern(status))).contains($0)" : "$0 == \(status)"
            }
            lines.add("let stream = try await self.stream(request)", indent: 12)
            lines.add(
                "let response = try await stream.response { \(patterns.joined(separator: " || ")) }", indent: 12)
        }
        lines.add("switch response.status {", indent: 12)
        let exact = operation.responses.filter { !$0.isRange }
        let ranges = operation.responses.filter { $0.isRange && $0.status != "default" }
        for response in exact + ranges {
            lines.add(
                SwiftText.item("case \(Self.pattern(response.status)):", result.statements(for: response), indent: 12))
        }
        if let fallback = operation.responses.first(where: { $0.status == "default" }) {
            if result.successes.isEmpty {
                lines.add(SwiftText.item("case 200..<300:", result.success(fallback), indent: 12))
            }
            lines.add(SwiftText.item("default:", result.statements(for: fallback), indent: 12))
        } else {
            lines.add("default: throw ClientFailure.undocumented(response)", indent: 12)
        }
        lines.add("}", indent: 12)
    }

    private static func pattern(_ status: String) -> String {
        guard let digit = status.first.flatMap({ Int(String($0)) }), Int(status) == nil else { return status }
        return "\(digit * 100)..<\((digit + 1) * 100)"
    }
}
