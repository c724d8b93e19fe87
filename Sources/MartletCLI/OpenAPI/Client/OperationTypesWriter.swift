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
            lines.add(SwiftText.documentation(["`\(body.mediaType)`"], indent: 4))
            lines.add("case \(body.caseName)(\(body.type.text))", indent: 4)
        }
        lines.add("}")
    }

    private func writeResult(
        _ type: String, _ operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines
    ) {
        lines.space()
        lines.add("/// What ``\(model.name)/\(operation.name)`` gives.")
        let isStream = !operation.streamed.isEmpty
        lines.add("public enum \(type): Sendable\(isStream ? "" : ", Hashable") {")
        writeCases(result.successes, to: &lines)
        lines.add("}")
    }

    private func writeFailure(_ operation: ClientOperation, _ result: ResultShape, to lines: inout SourceLines) {
        lines.space()
        lines.add("/// Why ``\(model.name)/\(operation.name)`` fails.")
        lines.add("public enum \(result.failure): OperationFailure {")
        writeCases(result.failures, to: &lines)
        lines.add("/// What the description does not say.", indent: 4)
        lines.add("case other(ClientFailure)", indent: 4)
        lines.space()
        lines.add("public var summary: FailureSummary {", indent: 4)
        lines.add("switch self {", indent: 8)
        for response in result.failures { lines.add(FailureSummaryWriter.lines(for: response)) }
        lines.add("case .other(let failure): failure.summary", indent: 8)
        lines.add("}", indent: 8)
        lines.add("}", indent: 4)
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
            let call = field.isRequired ? "requiredHeader" : "header"
            lines.add(
                "\(SwiftNames.ofSelf(field.swiftName)) = try response.\(call)(\(SwiftText.literal(field.name)))",
                indent: 8)
        }
        lines.add("}", indent: 4)
        lines.add("}")
    }
}
