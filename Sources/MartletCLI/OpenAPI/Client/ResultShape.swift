/// What a method gives and throws.
struct ResultShape {
    let operation: ClientOperation
    let successes: [ClientOperation.Response]
    let failures: [ClientOperation.Response]

    init(_ operation: ClientOperation) {
        self.operation = operation
        successes = operation.responses.filter(\.isSuccess)
        failures = operation.responses.filter { !$0.isSuccess }
    }

    /// Several successes, or one that stands for several statuses, are told apart by an enum.
    var isEnum: Bool { successes.count > 1 }

    /// What is returned; `nil` for nothing.
    var type: String? {
        if isEnum { return operation.typePrefix + "Result" }
        if let only = successes.first { return Self.payload(of: only) }
        return failures.first { $0.status == "default" }.flatMap(Self.payload)
    }

    /// What is thrown.
    var failure: String { failures.isEmpty ? "ClientFailure" : operation.typePrefix + "Failure" }

    /// What a response carries; `nil` for nothing.
    static func payload(of response: ClientOperation.Response) -> String? {
        switch (response.body, response.headers) {
        case (nil, nil): nil
        case (let body?, nil): body.text
        case (nil, let headers?): headers.typeName
        case (let body?, let headers?): "ClientAnswer<\(body.text), \(headers.typeName)>"
        }
    }

    /// The values of the case of a response.
    static func associated(of response: ClientOperation.Response) -> String {
        let values = [response.isRange ? "status: Int" : nil, payload(of: response)].compactMap(\.self)
        return values.isEmpty ? "" : "(\(values.joined(separator: ", ")))"
    }

    /// The statements for a response that has come.
    func statements(for response: ClientOperation.Response) -> [String] {
        if response.isSuccess, !isEnum { return success(response) }
        let head = response.isSuccess ? "return .\(response.caseName)" : "throw \(failure).\(response.caseName)"
        let (before, value) = value(of: response)
        let values = [response.isRange ? "status: response.status" : nil, value].compactMap(\.self)
        return before + [values.isEmpty ? head : "\(head)(\(values.joined(separator: ", ")))"]
    }

    /// The statements that give what a response carries.
    func success(_ response: ClientOperation.Response) -> [String] {
        let (before, value) = value(of: response)
        return before + [value.map { "return \($0)" } ?? "return"]
    }

    /// What a response carries as an expression, and the statements that it needs before it.
    private func value(of response: ClientOperation.Response) -> (before: [String], value: String?) {
        let headers = response.headers.map { "try \($0.typeName)(response)" }
        guard let type = response.body else { return ([], headers) }
        let body =
            switch response.coding {
            case .json: "try response.json(\(type.text).self)"
            case .text: "try response.text()"
            case .data: "response.body"
            }
        if let headers {
            return (["let headers = \(headers)", "let body = \(body)"], "ClientAnswer(body: body, headers: headers)")
        }
        return body.count > 50 ? (["let body = \(body)"], "body") : ([], body)
    }
}

/// Writes the enums and structs that belong to operations.
struct OperationTypesWriter {
    let model: ClientModel

    func source() -> String {
        var lines = SourceLines()
        var written: Set<String> = []
        for operation in model.operations {
            let result = ResultShape(operation)
            if operation.bodies.count > 1, let type = operation.bodyType { writeBody(type, operation, to: &lines) }
            if result.isEnum, let type = result.type { writeResult(type, operation, result, to: &lines) }
            if !result.failures.isEmpty { writeFailure(operation, result, to: &lines) }
            for headers in operation.responses.compactMap(\.headers) where written.insert(headers.typeName).inserted {
                write(headers, to: &lines)
            }
        }
        let needsFoundation = model.operations.contains { operation in
            let result = ResultShape(operation)
            let bodies = operation.bodies.count > 1 ? operation.bodies.map(\.type) : []
            let told = result.failures + (result.isEnum ? result.successes : [])
            let headers = operation.responses.flatMap { $0.headers?.fields.map(\.type) ?? [] }
            return (bodies + told.compactMap(\.body) + headers).contains(where: \.needsFoundation)
        }
        return (needsFoundation ? "public import Foundation\n\n" : "") + lines.text
    }

    private func writeBody(_ type: SwiftType, _ operation: ClientOperation, to lines: inout SourceLines) {
        lines.space()
        lines.add("/// What ``\(model.name)/\(operation.name)`` takes.")
        lines.add("public enum \(type.text): Sendable, Hashable {")
        for body in operation.bodies {
            lines.add("/// `\(body.mediaType)`", indent: 4)
            lines.add("case \(body.caseName)(\(body.type.text))", indent: 4)
        }
        lines.add("}")
    }

    private func writeResult(
        _ type: String, _ operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines
    ) {
        lines.space()
        lines.add("/// What ``\(model.name)/\(operation.name)`` gives.")
        lines.add("public enum \(type): Sendable, Hashable {")
        writeCases(result.successes, to: &lines)
        lines.add("}")
    }

    private func writeFailure(_ operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines) {
        lines.space()
        lines.add("/// Why ``\(model.name)/\(operation.name)`` fails.")
        lines.add("public enum \(result.failure): Error {")
        writeCases(result.failures, to: &lines)
        lines.add("/// What the description does not say.", indent: 4)
        lines.add("case other(ClientFailure)", indent: 4)
        lines.add("}")
    }

    private func writeCases(_ responses: [ClientOperation.Response], to lines: inout SourceLines) {
        for response in responses {
            let status = response.status == "default" ? nil : "Status \(response.status)."
            let text = [status, response.description].compactMap(\.self).joined(separator: " ")
            lines.add(SwiftText.documentation([text], indent: 4))
            lines.add("case \(response.caseName)\(ResultShape.associated(of: response))", indent: 4)
        }
    }

    private func write(_ headers: ClientOperation.HeaderSet, to lines: inout SourceLines) {
        lines.space()
        lines.add("public struct \(headers.typeName): Sendable, Hashable {")
        for field in headers.fields {
            lines.add(SwiftText.documentation([field.description], indent: 4))
            let type = field.isRequired ? field.type : field.type.optional
            lines.add("public var \(field.swiftName): \(type.text)", indent: 4)
        }
        lines.space()
        lines.add("init(_ response: ClientResponse) throws {", indent: 4)
        for field in headers.fields {
            let name = field.swiftName.hasPrefix("`") ? "self.\(field.swiftName.filter { $0 != "`" })" : field.swiftName
            let call = field.isRequired ? "requiredHeader" : "header"
            lines.add("\(name) = try response.\(call)(\(SwiftText.literal(field.name)))", indent: 8)
        }
        lines.add("}", indent: 4)
        lines.add("}")
    }
}
