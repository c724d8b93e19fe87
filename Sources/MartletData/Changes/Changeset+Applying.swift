#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Changeset {
    /// The row with the changes.
    ///
    /// What the input does not have comes from the row, from the property's initial value, or is NULL where the column
    /// takes it.
    /// - Throws: ``ValidationErrors`` with everything that is wrong.
    public func applied() throws -> Root {
        var found = errors
        let old = original?.databaseValues
        var values: [DatabaseValue] = []
        for (position, column) in Root.schema.columns.enumerated() {
            let failed = errors.contains { $0.field == field(of: column.name) }
            if let change = changes[column.name] {
                found += schemaErrors(change, column)
                values.append(change)
            } else if let old, old.indices.contains(position) {
                values.append(old[position])
            } else if let value = initialValue(of: column) {
                values.append(value)
            } else {
                if !failed {
                    found.append(FieldError(field(of: column.name), FieldError.Code.required, "is missing"))
                }
                values.append(.null)
            }
        }
        guard found.isEmpty else { throw ValidationErrors(inOrder(found)) }
        do {
            var reader = RowReader(ValueRow(values: values), table: Root.schema)
            return try Root(reading: &reader)
        } catch let failure as DecodingFailure {
            // A value that the column's type allows and the property's does not, such as an unknown case.
            let error = FieldError(
                field(of: failure.column), FieldError.Code.invalid, "has to be a \(failure.expected)")
            throw ValidationErrors([error])
        }
    }

    /// Inserts the row.
    /// - Returns: the row as it is stored.
    /// - Throws: ``ValidationErrors`` with everything that is wrong, ``DatabaseError`` for what is nobody's input.
    @discardableResult
    public func insert(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Root {
        let row = try applied()
        return try await translating(row, in: database) { database in
            try await row.insert(in: database, fileID: fileID, line: line)
        }
    }

    /// Updates the row, or inserts it when it is a new one; only columns that are different are written.
    /// - Returns: the row as it is stored.
    /// - Throws: ``ValidationErrors`` with everything that is wrong, ``RowConflict`` when the row is gone or was changed
    ///   by another, ``DatabaseError`` for what is nobody's input.
    @discardableResult
    public func save(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Root {
        guard let original else { return try await insert(in: database, fileID: fileID, line: line) }
        let row = try applied()
        return try await translating(row, in: database) { database in
            try await original.update(in: database, fileID: fileID, line: line) { $0 = row }
        }
    }

    /// The value of a new row's column that the input does not have; `nil` when it is needed.
    private func initialValue(of column: ColumnSchema) -> DatabaseValue? {
        if let value = Root.initialValue(of: column.name) { return value }
        if column.isNullable { return .null }
        if column.isGenerated { return .integer(0) }
        if column.name == Root.roles[.version] { return .integer(1) }
        if column.name == Root.roles[.created] || column.name == Root.roles[.updated] { return Date().databaseValue }
        return nil
    }

    private func schemaErrors(_ value: DatabaseValue, _ column: ColumnSchema) -> [FieldError] {
        func error(_ code: String, _ message: String) -> [FieldError] {
            [FieldError(field(of: column.name), code, message)]
        }
        if value == .null { return column.isNullable ? [] : error(FieldError.Code.required, "is missing") }
        if let maximum = column.maximumLength {
            switch value {
            case .text(let text) where text.unicodeScalars.count > maximum:
                return error(FieldError.Code.tooLong, "has more than \(maximum) characters")
            case .blob(let bytes) where bytes.count > maximum:
                return error(FieldError.Code.tooLong, "has more than \(maximum) bytes")
            default: break
            }
        }
        if let digits = DecimalDigits(column.type), case .decimal(let decimal) = value, !digits.hold(decimal) {
            return error(FieldError.Code.outOfRange, "has more than \(digits.words)")
        }
        return []
    }

    /// The errors in the order of the columns, and those of no column behind them.
    func inOrder(_ errors: [FieldError]) -> [FieldError] {
        let order = Root.schema.columns.map { field(of: $0.name) }
        return errors.enumerated().sorted { first, second in
            let left = order.firstIndex(of: first.element.field) ?? order.count
            let right = order.firstIndex(of: second.element.field) ?? order.count
            return (left, first.offset) < (right, second.offset)
        }.map(\.element)
    }
}
