public import MartletData
public import MartletHTTP

/// What an application adds to the actions of a resource.
struct ResourceHooks<Root: Model>: Sendable {
    typealias Rows = ModelQuery<Root, Root>

    /// What the hooks of an action take from the request, each type once.
    private(set) var parameters: [ResourceAction: [HookParameter]] = [:]
    var scopes: [@Sendable (Request, Rows) async throws -> Rows] = []
    var rules: [ResourceAction: [@Sendable (Request, Root) async throws -> Bool]] = [:]
    var before: [ResourceAction: [@Sendable (Request, inout Changeset<Root>) async throws -> Void]] = [:]
    var after: [ResourceAction: [@Sendable (Request, Root, Transaction) async throws -> Void]] = [:]
    var create: (@Sendable (Changeset<Root>, Transaction) async throws -> Root)?
    var update: (@Sendable (Changeset<Root>, Transaction) async throws -> Root)?
    var delete: (@Sendable (Root, Transaction) async throws -> Void)?

    mutating func take(_ parameter: HookParameter, for actions: Set<ResourceAction>) {
        for action in actions where !parameters[action, default: []].contains(where: { $0.id == parameter.id }) {
            parameters[action, default: []].append(parameter)
        }
    }

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
    ///   handler, before anything else is looked at.
    public mutating func query<E: Extractor>(
        _ narrow: @escaping @Sendable (E, ModelQuery<Root, Root>) async throws -> ModelQuery<Root, Root>
    ) {
        take(E.self, for: [.list, .read, .replace, .update, .delete])
        hooks.scopes.append { request, query in try await narrow(HookParameter.value(of: request), query) }
    }

    /// Asks whether an action may be done to a row: `false` is a 403, and an error that is thrown its own answer.
    ///
    /// For `.create` the row is the one that would be inserted; for the others it is the one that is there. A rule for
    /// `.update` is asked before `PUT` too, which changes the row as well; one for `.replace` before `PUT` alone. Rows of
    /// lists are chosen by ``query(_:)``. The forms for many rows ask the rule of the form for one.
    /// - Parameters:
    ///   - actions: what the rule is about; all actions on single rows where nothing is named. `.list` stops the start.
    ///   - rule: its first parameter is taken from the request like that of a handler, before anything else is looked
    ///     at.
    public mutating func permit<E: Extractor>(
        _ actions: ResourceAction..., rule: @escaping @Sendable (E, Root) async throws -> Bool
    ) {
        let asked = asked(actions, of: [.read, .create, .replace, .update, .delete], "permit") { _ in
            "which rows a list has says query { … }"
        }
        take(E.self, for: asked)
        for action in asked {
            hooks.rules[action, default: []].append { request, row in
                try await rule(HookParameter.value(of: request), row)
            }
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
    /// - Parameter actions: `.create`, `.update` (before `PUT` too), `.replace`; all of them where nothing is named. Other
    ///   actions stop the start.
    public mutating func beforeWrite<E: Extractor>(
        _ actions: ResourceAction..., change: @escaping @Sendable (E, inout Changeset<Root>) async throws -> Void
    ) {
        let asked = asked(actions, of: [.create, .replace, .update], "beforeWrite") { action in
            action == .delete ? "what must not be deleted says permit(.delete) { … }" : "it is about what is written"
        }
        take(E.self, for: asked)
        for action in asked {
            hooks.before[action, default: []].append { request, changes in
                try await change(HookParameter.value(of: request), &changes)
            }
        }
    }

    /// Does something with a row that was written, in the same transaction: an error undoes both.
    ///
    /// What should happen only when the transaction is kept goes into ``Transaction/onCommit(_:)``.
    /// - Parameter actions: `.create`, `.update` (after `PUT` too), `.replace`, `.delete`; all of them where nothing is
    ///   named. Other actions stop the start.
    public mutating func afterWrite<E: Extractor>(
        _ actions: ResourceAction...,
        perform: @escaping @Sendable (E, Root, Transaction) async throws -> Void
    ) {
        let asked = asked(actions, of: [.create, .replace, .update, .delete], "afterWrite") { _ in
            "it is about what is written"
        }
        take(E.self, for: asked)
        for action in asked {
            hooks.after[action, default: []].append { request, row, transaction in
                try await perform(HookParameter.value(of: request), row, transaction)
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

    /// The actions that a hook is asked for; those of which it is never asked are mistakes, since a rule that does nothing
    /// lets everything through.
    private mutating func asked(
        _ actions: [ResourceAction], of all: Set<ResourceAction>, _ hook: String,
        advice: (ResourceAction) -> String
    ) -> Set<ResourceAction> {
        guard !actions.isEmpty else { return all }
        for action in actions where !all.contains(action.ofOne) {
            mistakes.append(
                "\(hook)(.\(action.rawValue)) of the resource of \(Root.self) is never asked; \(advice(action))")
        }
        var asked = all.intersection(actions.map(\.ofOne))
        if asked.contains(.update) { asked.insert(.replace) }
        return asked
    }

    /// Has a hook of actions take something from the request.
    mutating func take<E: Extractor>(_ type: E.Type, for actions: Set<ResourceAction>) {
        if E.readsBody {
            mistakes.append(
                "a hook of the resource of \(Root.self) takes \(E.self), which is made of the content; the row and the "
                    + "changes have what was sent")
        }
        // The request itself may be another one by then, with what middleware makes of it.
        if E.self != Request.self { hooks.take(HookParameter(type), for: actions) }
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
