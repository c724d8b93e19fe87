import MartletCore
import MartletData
import MartletHTTP
import MartletJSON

// Many rows at once: all of them are written, or none.

extension ServedResource {
    func createMany(_ request: Request, _ database: Database) async throws -> Response {
        let inputs = try await ResourceContent.read(request) { reader throws(JSONSyntaxError) in
            try reader.readElements(atMost: bulkLimit) { reader, _ throws(JSONSyntaxError) in
                try reader.readRow(columns, for: .create, current: nil)
            }
        }
        let rows = try await prepared(.create, inputs.map { (nil, $0) }, request, database)
        return try await answer(try await store(.create, rows, request, database), .created, request, database)
    }

    func updateMany(_ request: Request, _ database: Database) async throws -> Response {
        let content = try await ResourceContent.collect(request)
        let current = try await rows(of: content, inObjects: true, .update, request, database)
        let inputs = try ResourceContent.read(content) { reader throws(JSONSyntaxError) in
            try reader.readElements(atMost: bulkLimit) { reader, index throws(JSONSyntaxError) in
                try reader.readRow(columns, for: .patch, current: current[index].databaseValues)
            }
        }
        let pairs = zip(current, inputs).map { (Optional($0), $1) }
        let rows = try await prepared(.update, pairs, request, database)
        return try await answer(try await store(.update, rows, request, database), .ok, request, database)
    }

    func deleteMany(_ request: Request, _ database: Database) async throws -> Response {
        let content = try await ResourceContent.collect(request)
        let rows = try await rows(
            of: content, inObjects: key.columns.count > 1, .delete, request, database)
        do {
            try await database.transaction { transaction in
                for row in rows { try await self.remove(row, request, transaction) }
            }
        } catch {
            throw WriteFailure.answer(error, columns)
        }
        return Response(.noContent)
    }

    // MARK: Rows that are there

    /// The rows whose keys the elements of the content have, in the order of the content, by one query.
    private func rows(
        of content: ByteBuffer, inObjects: Bool, _ action: ResourceAction, _ request: Request, _ database: Database
    ) async throws -> [Root] {
        let keys = try ResourceContent.read(content) { reader throws(JSONSyntaxError) in
            try reader.readElements(atMost: bulkLimit) { reader, _ throws(JSONSyntaxError) in
                try reader.readKey(key, inObject: inObjects)
            }
        }
        let found = try await scope(Root.query, request).where { _ in key.isOne(of: keys) }.all(in: database)
        let byKey = Dictionary(found.map { (key.values(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        var rows: [Root] = []
        var problems: [FieldProblem] = []
        var seen: Set<[DatabaseValue]> = []
        let member = inObjects ? "/\(JSONPointer.escape(key.members.first ?? ""))" : ""
        for (index, values) in keys.enumerated() {
            if !seen.insert(values).inserted {
                problems.append(FieldProblem(at: "/\(index)\(member)", "not_unique", "is there twice"))
            } else if let row = byKey[values] {
                rows.append(row)
            } else {
                problems.append(FieldProblem(at: "/\(index)\(member)", "not_found", "does not exist"))
            }
        }
        if let error = ValidationError(problems) { throw error }
        for row in rows { try await check(action, row, request) }
        return rows
    }

    // MARK: Writes

    /// The changes of many rows, checked as those of one are, with the problems of all of them.
    private func prepared(
        _ action: ResourceAction, _ rows: [(row: Root?, input: RowInput)], _ request: Request, _ database: Database
    ) async throws -> [Changeset<Root>] {
        var changes: [Changeset<Root>] = []
        var problems: [FieldProblem] = []
        for (index, (row, input)) in rows.enumerated() {
            let change = try await prepared(action, row, input, request)
            changes.append(change)
            do {
                let row = try columns.preview(change, at: "/\(index)")
                if action == .create { try await check(.create, row, request) }
            } catch let error as ValidationError {
                problems += error.problems
            }
        }
        let pointed = changes.enumerated().map { (pointer: "/\($0.offset)", changes: $0.element.changes) }
        problems += try await ReferenceCheck(columns: columns).problems(of: pointed, in: database)
        if let error = ValidationError(problems) { throw error }
        return changes
    }

    private func store(
        _ action: ResourceAction, _ changes: [Changeset<Root>], _ request: Request, _ database: Database
    ) async throws -> [Root] {
        try await database.transaction { transaction in
            var rows: [Root] = []
            var problems: [FieldProblem] = []
            for (index, change) in changes.enumerated() {
                do {
                    rows.append(try await self.storeOne(action, change, request, transaction))
                } catch {
                    let answer = WriteFailure.answer(error, at: "/\(index)", self.columns)
                    guard let validation = answer as? ValidationError else { throw answer }
                    problems += validation.problems
                }
            }
            if let error = ValidationError(problems) { throw error }
            return rows
        }
    }

    /// What the application does of its own gets a savepoint, so that the rows behind one that is refused can be tried.
    private func storeOne(
        _ action: ResourceAction, _ change: Changeset<Root>, _ request: Request, _ transaction: Transaction
    ) async throws -> Root {
        guard hooks.needsTransaction(action) else { return try await store(action, change, request, transaction) }
        return try await transaction.transaction { try await self.store(action, change, request, $0) }
    }
}
