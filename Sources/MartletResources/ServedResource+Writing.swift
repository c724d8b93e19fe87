import HTTPTypes
import MartletCore
import MartletData
import MartletHTTP
import MartletJSON

extension ServedResource {
    func create(_ request: Request, _ database: Database) async throws -> Response {
        let rules = try await rules.resolved(for: request)
        let wish = try RowWish(checking: request.query, rules)
        let input = try await ResourceContent.read(request) { reader throws(JSONSyntaxError) in
            try reader.readRow(columns, for: .create, current: nil)
        }
        let changes = try await prepared(.create, nil, input, request)
        let row = try columns.preview(changes)
        try await check(.create, row, request)
        try await columns.check(references: [("", changes.changes)], in: database)
        let saved = try await write(.create, changes, request, database)
        var response = try await answer(saved, .created, isTagged: true, wish, request, database)
        response.headers[.location] = location(of: saved, request)
        return response
    }

    func replace(_ request: Request, _ database: Database) async throws -> Response {
        try await change(.replace, .replace, request, database)
    }

    func update(_ request: Request, _ database: Database) async throws -> Response {
        try await change(.update, .patch, request, database)
    }

    func delete(_ request: Request, _ database: Database) async throws -> Response {
        let row = try await find(request, database)
        try checkConditions(request, row)
        try await check(.delete, row, request)
        do {
            if hooks.needsTransaction(.delete) {
                try await database.transaction { try await self.remove(row, request, $0) }
            } else if try await !row.delete(in: database) {
                throw HTTPError(.notFound)
            }
        } catch {
            throw WriteFailure.answer(error, columns, hasCondition: request.headers.contains(.ifMatch))
        }
        return Response(.noContent)
    }

    private func change(
        _ action: ResourceAction, _ write: WriteAction, _ request: Request, _ database: Database
    ) async throws -> Response {
        let rules = try await rules.resolved(for: request)
        let wish = try RowWish(checking: request.query, rules)
        let row = try await find(request, database)
        try checkConditions(request, row)
        try await check(action, row, request)
        let current = row.databaseValues
        let input = try await ResourceContent.read(request) { reader throws(JSONSyntaxError) in
            try reader.readRow(columns, for: write, current: current)
        }
        let changes = try await prepared(action, row, input, request)
        try await columns.check(references: [("", changes.changes)], in: database)
        let saved = try await self.write(action, changes, request, database)
        // A validator in the answer to a PUT would say that the row is what was sent (RFC 9110 §9.3.4).
        return try await answer(saved, .ok, isTagged: action != .replace, wish, request, database)
    }

    /// Where a new row is: its key behind the path of the collection.
    func location(of row: Root, _ request: Request) -> String {
        let collection = request.path.hasSuffix("/") ? request.path.dropLast() : request.path
        return "\(collection)/\(key.path(of: row))"
    }

    // MARK: Values

    /// The changes of a row that a client's values and the application's hooks make.
    func prepared(
        _ action: ResourceAction, _ row: Root?, _ input: RowInput, _ request: Request
    ) async throws -> Changeset<Root> {
        var changes = columns.changes(input, of: row)
        for change in hooks.before[action] ?? [] { try await change(request, &changes) }
        if row == nil { try columns.checkComplete(changes, setter: "beforeWrite(.create)") }
        return changes
    }

    // MARK: Writes

    private func write(
        _ action: ResourceAction, _ changes: Changeset<Root>, _ request: Request, _ database: Database
    ) async throws -> Root {
        do {
            guard hooks.needsTransaction(action) else {
                return action == .create
                    ? try await changes.insert(in: database) : try await changes.save(in: database)
            }
            return try await database.transaction { try await self.store(action, changes, request, $0) }
        } catch {
            throw WriteFailure.answer(error, columns, hasCondition: request.headers.contains(.ifMatch))
        }
    }

    /// Writes a row, and does what the application does then.
    func store(
        _ action: ResourceAction, _ changes: Changeset<Root>, _ request: Request, _ transaction: Transaction
    ) async throws -> Root {
        let saved =
            if let own = action == .create ? hooks.create : hooks.update {
                try await own(changes, transaction)
            } else if action == .create {
                try await changes.insert(in: transaction)
            } else {
                try await changes.save(in: transaction)
            }
        for perform in hooks.after[action] ?? [] { try await perform(request, saved, transaction) }
        return saved
    }

    /// Deletes a row, and does what the application does then.
    func remove(_ row: Root, _ request: Request, _ transaction: Transaction) async throws {
        if let delete = hooks.delete {
            try await delete(row, transaction)
        } else if try await !row.delete(in: transaction) {
            throw HTTPError(.notFound)
        }
        for perform in hooks.after[.delete] ?? [] { try await perform(request, row, transaction) }
    }
}
