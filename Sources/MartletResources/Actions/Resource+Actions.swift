public import HTTPTypes
public import MartletCore
import MartletData
import MartletHTTP

extension Resource {
    /// Adds an action on a row: `POST /tracks/7/publish` (Django REST framework's `@action`).
    ///
    /// The row is found as for the other actions: out of the ``query(_:)`` it is a 404, and the rules of `permit` for the
    /// action that this one is like are asked. `If-Match` counts where it is sent.
    ///
    /// ```swift
    /// tracks.action("play") { (track, user: Authenticated<Account>, db: Database) in
    ///     try await Play(track: track.id, account: user.id).insert(in: db)
    ///     return HTTPResponse.Status.noContent
    /// }
    /// ```
    /// - Parameters:
    ///   - name: the segment behind the path of the row.
    ///   - method: the request method.
    ///   - rule: whose rules are asked; `.read` for `GET`, `.delete` for `DELETE`, `.update` for all others where nothing is
    ///     said.
    ///   - summary: a few words for documents: the title of the operation.
    ///   - details: as much as readers need, in Markdown.
    ///   - id: the operation's name for programs, unique in the document; such as `publishTrack` where nothing is said.
    ///   - perform: answers; behind the row it takes what a handler takes.
    public mutating func action<each E: Extractor, R: ResponseConvertible>(
        _ name: String, _ method: HTTPRequest.Method = .post, like rule: ResourceAction? = nil,
        summary: String? = nil, details: String? = nil, id: String? = nil,
        _ perform: @escaping @Sendable (Root, repeat each E) async throws -> R
    ) {
        add(
            RowAction(name, method, like: rule, summary, details, id) { routes, path, _, place in
                routes.on(method, path, file: place.file, line: place.line) {
                    (found: FoundRow<Root>, values: repeat each E) in
                    try await perform(found.row, repeat each values)
                }
            })
    }

    /// Adds an action on a row whose result is sent as JSON; a result of `nil` is a 404.
    @_disfavoredOverload
    public mutating func action<each E: Extractor, R: Encodable & SendableMetatype>(
        _ name: String, _ method: HTTPRequest.Method = .post, like rule: ResourceAction? = nil,
        summary: String? = nil, details: String? = nil, id: String? = nil,
        _ perform: @escaping @Sendable (Root, repeat each E) async throws -> R
    ) {
        add(
            RowAction(name, method, like: rule, summary, details, id) { routes, path, _, place in
                routes.on(method, path, file: place.file, line: place.line) {
                    (found: FoundRow<Root>, values: repeat each E) in
                    try await perform(found.row, repeat each values)
                }
            })
    }

    /// Adds an action on a row that answers with the row, as the resource tells rows: with `fields`, `include` and what is
    /// computed.
    ///
    /// ```swift
    /// tracks.action("publish") { (track, db: Database) in
    ///     try await track.update(in: db) { $0.published = Date() }
    /// }
    /// ```
    public mutating func action<each E: Extractor>(
        _ name: String, _ method: HTTPRequest.Method = .post, like rule: ResourceAction? = nil,
        summary: String? = nil, details: String? = nil, id: String? = nil,
        _ perform: @escaping @Sendable (Root, repeat each E) async throws -> Root
    ) {
        add(
            RowAction(name, method, like: rule, summary, details, id, tellsRow: true) { routes, path, served, place in
                routes.on(method, path, file: place.file, line: place.line) {
                    (found: FoundRow<Root>, request: Request, database: Database, values: repeat each E) in
                    try await served.perform(request, database) { try await perform(found.row, repeat each values) }
                }
            })
    }

    private mutating func add(_ action: RowAction<Root>) {
        if let mistake = action.mistake { mistakes.append(mistake) }
        rowActions.append(action)
    }
}

extension ServedResource {
    /// Does something that gives a row, and tells it.
    func perform(
        _ request: Request, _ database: Database, _ action: () async throws -> Root
    ) async throws -> Response {
        let rules = try await rules.resolved(for: request)
        let wish = try RowWish(checking: request.query, rules)
        let row: Root
        do { row = try await action() } catch let conflict as RowConflict {
            throw WriteFailure.answer(conflict, columns, hasCondition: request.headers.contains(.ifMatch))
        }
        return try await answer(row, .ok, isTagged: true, wish, request, database)
    }
}
