import MartletCore
import MartletData
import MartletJSON

/// A member that stands for no column: rows are told with it, and it is never taken.
struct ComputedMember<Root: Model>: Sendable {
    let name: String
    /// The member's name as it stands in JSON, with quotes and colon.
    let memberName: [UInt8]
    let schema: ValueSchema
    /// What it is for, in documents.
    let summary: String?
    let content: Content

    /// Where its values come from.
    enum Content: Sendable {
        /// From the statement that reads the rows.
        case expression(ComputedExpression)
        /// From that statement by an expression that each request has its own of; the first stands for it at the start.
        case requested(ComputedExpression, @Sendable (Request) async throws -> ComputedExpression)
        /// From a row that was read.
        case row(@Sendable (Root, inout JSONWriter) -> Void)
        /// From wherever the application has them, for all rows at once.
        case rows(@Sendable ([Root], Request, Database) async throws -> any IncludedValues)
    }

    init(_ name: String, _ schema: ValueSchema, _ summary: String?, _ content: Content) {
        self.name = name
        memberName = Array("\(JSONText.quote(name)):".utf8)
        self.schema = schema
        self.summary = summary
        self.content = content
    }

    /// What the database computes; `nil` where it does not.
    var expression: ComputedExpression? {
        switch content {
        case .expression(let expression), .requested(let expression, _): expression
        case .row, .rows: nil
        }
    }

    var dependsOnRequest: Bool {
        if case .requested = content { true } else { false }
    }

    /// The member with the expression of a request.
    func resolved(for request: Request) async throws -> ComputedMember {
        guard case .requested(_, let expression) = content else { return self }
        return ComputedMember(name, schema, summary, .expression(try await expression(request)))
    }

    /// The member in documents.
    var described: MemberSchema {
        MemberSchema(
            name, schema, isRequired: true, isAlwaysWritten: false, description: summary, access: .readOnly)
    }

    /// What keeps a model without a key from having it, for the start; `nil` where nothing does.
    /// - Parameter isReadLater: whether there are rows that were not read by a statement of their own, such as new ones.
    func mistake(isReadLater: Bool) -> String? {
        let needsKey = if case .rows = content { true } else { isReadLater && expression != nil }
        guard needsKey, Root.schema.primaryKey.isEmpty else { return nil }
        return
            "the member `\(name)` of the resource of \(Root.self) is made by the keys of rows, and the model has none"
    }
}

extension ComputedMember {
    /// What rows are read with, so that members have their values.
    static func annotations(of members: [ComputedMember]) -> [RowAnnotation] {
        members.compactMap { $0.expression?.annotation }
    }

    /// The values of members for rows, each with the member's name.
    static func values(
        _ members: [ComputedMember], of found: FoundRows<Root>, for request: Request, in database: Database
    ) async throws -> [(memberName: [UInt8], values: any IncludedValues)] {
        guard !members.isEmpty, !found.rows.isEmpty else { return [] }
        let annotations = try await found.annotations(annotations(of: members), in: database)
        var parts: [(memberName: [UInt8], values: any IncludedValues)] = []
        var position = 0
        for member in members {
            switch member.content {
            case .expression, .requested:
                parts.append((member.memberName, AnnotatedValues(rows: annotations, position: position)))
                position += 1
            case .row(let write):
                parts.append((member.memberName, WrittenValues(rows: found.rows, write: write)))
            case .rows(let load):
                parts.append((member.memberName, try await load(found.rows, request, database)))
            }
        }
        return parts
    }
}

/// What a database computes of a row, and how lists are filtered and ordered by it.
struct ComputedExpression: Sendable {
    let annotation: RowAnnotation
    /// `nil` for values that cannot be compared with a text.
    let filter: RowFilter?
    /// `nil` for values that have no order.
    let order: RowOrder?

    init<Value: ColumnValue>(_ expression: SQLExpression<Value>) {
        annotation = RowAnnotation(expression)
        filter = RowFilter(comparing: expression)
        order = Value.columnType.comparedType.map { _ in RowOrder(expression.ascending) }
    }
}

/// What was selected beside the columns of rows.
private struct AnnotatedValues: IncludedValues {
    let rows: [[DatabaseValue]]
    let position: Int

    func write(at row: Int, to writer: inout JSONWriter) {
        guard rows.indices.contains(row), rows[row].indices.contains(position) else { return writer.literal("null") }
        writer.value(rows[row][position])
    }
}

/// What is made of rows as they are written.
private struct WrittenValues<Root: Model>: IncludedValues {
    let rows: [Root]
    let write: @Sendable (Root, inout JSONWriter) -> Void

    func write(at row: Int, to writer: inout JSONWriter) {
        guard rows.indices.contains(row) else { return writer.literal("null") }
        write(rows[row], &writer)
    }
}

/// Values that an application has for rows, `null` where it has none.
struct GivenValues<Value: SchemaValue>: IncludedValues {
    let values: [Value?]

    func write(at row: Int, to writer: inout JSONWriter) {
        guard values.indices.contains(row), let value = values[row] else { return writer.literal("null") }
        value.write(to: &writer)
    }
}
