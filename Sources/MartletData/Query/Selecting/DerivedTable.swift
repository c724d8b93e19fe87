/// A query under a name, for others to read from: where it stands, or before the statement as a common table.
///
/// ```swift
/// let totals = Invoice.query.group { $0.customerID }.select { ($0.customerID, $0.total.sum()) }.asTable("totals")
/// Customer.query.join(totals) { customer, total in total.0 == customer.id }
///     .select { customer, total in (customer.lastName, total.1) }
/// ```
public struct DerivedTable<Reference: Sendable, OptionalReference: Sendable, Row: Sendable>: JoinableTable {
    /// The table, as joins take it.
    public let joined: JoinedTable<Reference, OptionalReference>
    let projection: SelectStatement.Projection
    let read: @Sendable (any RowSource) throws -> Row

    /// All rows of the query.
    public var query: RowQuery<Reference, Row> {
        var statement = SelectStatement(projection, from: joined.source)
        statement.commonTables = joined.commonTables
        return RowQuery(statement, joined.reference, read)
    }
}

/// Where a query with a name stands.
enum DerivedPlace {
    case inline
    case common(isMaterialized: Bool?)

    func joined<R: Sendable, O: Sendable>(
        _ statement: SelectStatement, _ name: String, _ reference: R, _ optional: O
    ) -> JoinedTable<R, O> {
        switch self {
        case .inline:
            JoinedTable(
                source: .select(statement, as: name, isLateral: false), commonTables: [], reference: reference,
                optionalReference: optional)
        case .common(let isMaterialized):
            JoinedTable(
                source: .table(name, namespace: nil, as: name),
                commonTables: [
                    CommonTableDefinition(
                        name: name, columns: [], body: .select(statement), isMaterialized: isMaterialized)
                ], reference: reference, optionalReference: optional)
        }
    }
}

extension SelectQuery where Row: Model {
    /// A table that models of a query derive.
    public typealias ModelTable = DerivedTable<TableReference<Row>, OptionalTableReference<Row>, Row>

    /// The query as a table that stands where it is used.
    public func asTable(_ name: String) -> ModelTable { derived(name, .inline) }

    /// The query as a common table: `WITH name AS (…)`.
    /// - Parameters:
    ///   - name: its name.
    ///   - isMaterialized: whether the database computes it once beforehand, or as a part of what uses it; the database
    ///     decides when not given, and always in MariaDB and MySQL.
    public func asCommonTable(_ name: String, materialized isMaterialized: Bool? = nil) -> ModelTable {
        derived(name, .common(isMaterialized: isMaterialized))
    }

    /// A common table that begins with the rows of this query and grows by what a further query finds from those found
    /// last, until it finds nothing.
    ///
    /// ```swift
    /// let staff = Employee.query.where { $0.bossID == nil }.recursive("staff") { staff in
    ///     Employee.query.join(staff) { employee, above in employee.bossID == above.number }
    /// }
    /// staff.query.all(in: database)
    /// ```
    /// - Parameter keepingDuplicates: whether rows that were found before count again; without, a circle ends.
    public func recursive<Step: SelectQuery<Row>>(
        _ name: String, keepingDuplicates: Bool = true, _ step: (ModelTable) -> Step
    ) -> ModelTable {
        let itself = table(
            JoinedTable(
                source: .table(name, namespace: nil, as: name), commonTables: [], reference: TableReference(name),
                optionalReference: OptionalTableReference(name)), name)
        return table(
            .recursive(name, selected.statement, step(itself).selected.statement, keepingDuplicates, itself.joined),
            name)
    }

    private func derived(_ name: String, _ place: DerivedPlace) -> ModelTable {
        table(
            place.joined(
                selected.statement, name, TableReference<Row>(name), OptionalTableReference<Row>(name)), name)
    }

    private func table(
        _ joined: JoinedTable<TableReference<Row>, OptionalTableReference<Row>>, _ name: String
    ) -> ModelTable {
        ModelTable(joined: joined, projection: .table(Row.schema, as: name), read: Row.decode)
    }
}

extension JoinedTable {
    static func recursive(
        _ name: String, _ start: SelectStatement, _ step: SelectStatement, _ keepsDuplicates: Bool,
        _ itself: JoinedTable
    ) -> JoinedTable {
        var start = start
        var step = step
        // Common tables that the parts use stand before it.
        let before =
            start.commonTables
            + step.commonTables.filter { common in
                !start.commonTables.contains { $0.name == common.name }
            }
        start.commonTables = []
        step.commonTables = []
        let definition = CommonTableDefinition(
            name: name, columns: [],
            body: .recursive(start, step, keepsDuplicates: keepsDuplicates), isMaterialized: nil)
        return JoinedTable(
            source: itself.source, commonTables: before + [definition], reference: itself.reference,
            optionalReference: itself.optionalReference)
    }
}
