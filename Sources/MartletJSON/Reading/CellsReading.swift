package import MartletCore

/// Reads a schema from the cells of a table: texts as those of a form, and JSON for what is nested.
package struct CellsReading: Sendable {
    private let schema: ObjectSchema
    private let cells: QueryParameters

    package init(_ schema: ObjectSchema, _ cells: QueryParameters) {
        self.schema = schema
        self.cells = cells
    }

    /// The cells as an object.
    package var json: [UInt8] {
        schema.json { member in cells[member.name].flatMap { Self.token($0, member) } }
    }

    /// What is wrong with a whole cell, in words that show it.
    package func problem(_ problem: FieldProblem) -> FieldProblem {
        guard case .pointer(let pointer) = problem.place else { return problem }
        let parts = JSONPointer.parts(of: pointer)
        guard parts.count == 1, let name = parts.first, let member = schema.members.first(where: { $0.name == name })
        else { return problem }
        guard Self.isNested(member.value) else { return FieldsReading(schema, cells).problem(problem) }
        guard problem.code == "type", let expected = problem.parameters["expected"] else { return problem }
        var problem = problem
        problem.detail = "must be \(expected) as JSON, not `\(Expectation.shortened(cells[name] ?? ""))`"
        return problem
    }

    /// A cell as JSON; `nil` for an empty one that stands for no value.
    private static func token(_ cell: String, _ member: MemberSchema) -> String? {
        if cell.isEmpty {
            if case .nullable = member.value { return nil }
            if !member.isRequired, !isEmptyText(member) { return nil }
            // As people leave a list empty.
            if case .array = member.value { return "[]" }
            if isNested(member.value) { return nil }
        }
        guard isNested(member.value) else { return FieldsReading.token([cell], member.value) }
        return JSONReader.isValue(cell) ? cell : JSONText.quote(cell)
    }

    /// Whether an empty cell is how the empty text of a member is written.
    private static func isEmptyText(_ member: MemberSchema) -> Bool {
        switch member.value {
        case .string(format: nil): member.isAlwaysWritten
        case .choice(_, let choices): choices.contains("\"\"")
        default: false
        }
    }

    private static func isNested(_ schema: ValueSchema) -> Bool {
        switch schema.present {
        case .array, .dictionary, .object, .union, .any: true
        default: false
        }
    }
}

extension Schema {
    public static func read(cells: QueryParameters) throws -> Self {
        let reading = CellsReading(schema, cells)
        return try read(reading.json, reading.problem)
    }
}

extension SchemaUnion {
    public static func read(cells: QueryParameters) throws -> Self {
        let reading = CellsReading(schema.shape(of: cells), cells)
        return try read(reading.json, reading.problem)
    }
}
