public import MartletData
public import MartletHTTP

/// What an application adds to the actions of a resource.
struct ResourceHooks<Root: Model>: Sendable {
    typealias Rows = ModelQuery<Root, Root>

    var scopes: [@Sendable (Request, Rows) async throws -> Rows] = []
    var rules: [ResourceAction: [@Sendable (Request, Root) async throws -> Bool]] = [:]
    var before: [ResourceAction: [@Sendable (Request, inout Changeset<Root>) async throws -> Void]] = [:]
    var after: [ResourceAction: [@Sendable (Request, Root, Transaction) async throws -> Void]] = [:]
    var create: (@Sendable (Changeset<Root>, Transaction) async throws -> Root)?
    var update: (@Sendable (Changeset<Root>, Transaction) async throws -> Root)?
    var delete: (@Sendable (Root, Transaction) async throws -> Void)?

    /// Whether a write has to be a transaction.
    func needsTransaction(_ action: ResourceAction) -> Bool {
        if after[action] != nil { return true }
        return switch action {
        case .create: create != nil
        case .replace, .update: update != nil
        case .delete: delete != nil
        default: true
        }
    }
}

extension Resource {
    /// Narrows the rows that clients reach, in lists and one by one; a row that it leaves out is a 404.
    ///
    /// ```swift
    /// tracks.query { (user: Authenticated<Account>, query) in query.where { $0.ownerID == user.id } }
    /// tracks.query { (request: Request, query) in query.unscoped() }
    /// ```
    /// - Parameter narrow: what becomes of the query; its first parameter is taken from the request like that of a
    ///   handler.
    public mutating func query<E: Extractor>(
        _ narrow: @escaping @Sendable (E, ModelQuery<Root, Root>) async throws -> ModelQuery<Root, Root>
    ) {
        hooks.scopes.append { request, query in try await narrow(Self.extract(request), query) }
    }

    /// Asks whether an action may be done to a row: `false` is a 403, and an error that is thrown its own answer.
    ///
    /// For `.create` the row is the one that would be inserted; for the others it is the one that is there. Rows of
    /// lists are chosen by ``query(_:)``. The forms for many rows ask the rule of the form for one.
    /// - Parameters:
    ///   - actions: what the rule is about; all actions on single rows where nothing is named.
    ///   - rule: its first parameter is taken from the request like that of a handler.
    public mutating func permit<E: Extractor>(
        _ actions: ResourceAction..., rule: @escaping @Sendable (E, Root) async throws -> Bool
    ) {
        let actions = actions.isEmpty ? [.read, .create, .replace, .update, .delete] : actions
        for action in actions.map(\.ofOne) {
            hooks.rules[action, default: []].append { request, row in try await rule(Self.extract(request), row) }
        }
    }

    /// Sets and checks values before a row is created or changed, once everything that the client sent is right.
    ///
    /// ```swift
    /// tracks.readOnly { [$0.owner] }
    /// tracks.beforeWrite(.create) { (user: Authenticated<Account>, changes) in
    ///     changes.set(\.ownerID, to: user.id)
    /// }
    /// ```
    /// - Parameter actions: `.create`, `.replace`, `.update`; all of them where nothing is named.
    public mutating func beforeWrite<E: Extractor>(
        _ actions: ResourceAction..., change: @escaping @Sendable (E, inout Changeset<Root>) async throws -> Void
    ) {
        let actions = actions.isEmpty ? [.create, .replace, .update] : actions
        for action in actions.map(\.ofOne) {
            hooks.before[action, default: []].append { request, changes in
                try await change(Self.extract(request), &changes)
            }
        }
    }

    /// Does something with a row that was written, in the same transaction: an error undoes both.
    ///
    /// What should happen only when the transaction is kept goes into ``Transaction/onCommit(_:)``.
    /// - Parameter actions: `.create`, `.replace`, `.update`, `.delete`; all of them where nothing is named.
    public mutating func afterWrite<E: Extractor>(
        _ actions: ResourceAction...,
        perform: @escaping @Sendable (E, Root, Transaction) async throws -> Void
    ) {
        let actions = actions.isEmpty ? [.create, .replace, .update, .delete] : actions
        for action in actions.map(\.ofOne) {
            hooks.after[action, default: []].append { request, row, transaction in
                try await perform(Self.extract(request), row, transaction)
            }
        }
    }

    /// Inserts rows in the application's own way.
    ///
    /// ```swift
    /// tracks.create { input, transaction in try await input.insert(in: transaction) }
    /// ```
    /// - Parameter insert: takes what the client sent, which is checked, and returns the row as it is stored.
    public mutating func create(
        _ insert: @escaping @Sendable (Changeset<Root>, Transaction) async throws -> Root
    ) { hooks.create = insert }

    /// Replaces and changes rows in the application's own way.
    public mutating func update(
        _ save: @escaping @Sendable (Changeset<Root>, Transaction) async throws -> Root
    ) { hooks.update = save }

    /// Deletes rows in the application's own way.
    public mutating func delete(_ delete: @escaping @Sendable (Root, Transaction) async throws -> Void) {
        hooks.delete = delete
    }

    private static func extract<E: Extractor>(_ request: Request) async throws -> E {
        var source = ExtractionSource(request)
        return try await E.extract(from: &source)
    }
}

extension ResourceAction {
    /// The same for one row.
    var ofOne: ResourceAction {
        switch self {
        case .createMany: .create
        case .updateMany: .update
        case .deleteMany: .delete
        default: self
        }
    }
}
