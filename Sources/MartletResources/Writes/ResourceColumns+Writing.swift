import MartletCore
import MartletData

// What the writes of resources and those of plain handlers have in common.

extension ResourceColumns {
    /// The changes of a row that a client's values make.
    /// - Parameter row: the row that is changed; `nil` for a new one.
    func changes(_ input: RowInput, of row: Root?) -> Changeset<Root> {
        var changes = row.map { Changeset($0) } ?? Changeset()
        for (position, value) in input.values.sorted(by: { $0.key < $1.key }) {
            changes.set(value, column: all[position].name)
        }
        return changes
    }

    /// Looks whether a new row has what clients do not send and nothing fills in.
    /// - Parameter setter: where the application sets it, for the message.
    /// - Throws: ``MissingColumn`` for a column that nobody has set.
    func checkComplete(_ changes: Changeset<Root>, setter: String) throws {
        for column in all where !column.isTaken(by: .create) && column.isRequired {
            guard column.isAutomatic || changes.changes[column.name] != nil else {
                throw MissingColumn(Root.schema.name, column.name, setter: setter)
            }
        }
    }

    /// The row that changes make, which finds what is wrong with them by the schema and the application's rules.
    /// - Parameter pointer: where the row stands in the content.
    func preview(_ changes: Changeset<Root>, at pointer: String = "") throws -> Root {
        do {
            return try changes.applied()
        } catch {
            throw WriteFailure.answer(error, at: pointer, self)
        }
    }

    /// Looks whether the rows that changes refer to are there.
    func check(
        references rows: [(pointer: String, changes: [String: DatabaseValue])], in database: any QueryExecutor
    ) async throws {
        let problems = try await ReferenceCheck(columns: self).problems(of: rows, in: database)
        if let error = ValidationError(problems) { throw error }
    }
}
