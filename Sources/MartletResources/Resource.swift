public import MartletData

/// A model as an API serves it: which actions there are, which columns clients see and set, who may do what.
///
/// ``RouteBuilder/resource(_:at:_:)`` makes the routes of it. Without a word everything comes from the model: what
/// columns hold and may be, what the application fills in by itself, which rows refer to others.
///
/// ```swift
/// app.resource(Track.self) { tracks in
///     tracks.without(.delete)
///     tracks.readOnly { [$0.plays] }
///     tracks.search { [$0.title] }
///     tracks.include("album") { $0.album }
///     tracks.permit(.update) { (user: Authenticated<Account>, track) in track.ownerID == user.id }
/// }
/// ```
public struct Resource<Root: Model>: Sendable {
    /// What documents say of it.
    var documents = ResourceDocuments(name: "\(Root.self)")
    var actions: Set<ResourceAction> = [.list, .read, .create, .replace, .update, .delete]
    /// What is said of columns in place of the model.
    var access: [String: ColumnAccess] = [:]
    var names = ResourceNames()
    var computed: [ComputedMember<Root>] = []
    var includes: [IncludeDeclaration<Root>] = []
    var filters: [String: RowFilter] = [:]
    /// The columns of the model that queries may name; all that are shown where nothing is said.
    var filterable: Set<String>?
    var orders: [String: RowOrder] = [:]
    var defaultOrder: [String] = []
    /// The columns of the model that are searched.
    var searched: [String] = []
    var search: (@Sendable (Root.Fields, String) -> SQLCondition)?
    var pages = PageRules()
    var ignoredParameters: Set<String> = []
    var hooks = ResourceHooks<Root>()
    var rowActions: [RowAction<Root>] = []
    var requiresMatch = false
    var bulkLimit: Int?
    /// The column by which rows are found in place of the key.
    var lookup: String?
    var idempotency: Idempotency?
    /// What is wrong with what was said, in sentences for the start.
    var mistakes: [String] = []

    init() {}

    // MARK: Actions

    /// Serves these actions and no others; those on many rows need ``bulk(limit:)`` too.
    public mutating func only(_ actions: ResourceAction...) { self.actions = Set(actions) }

    /// Leaves actions out; a route of the application's own may take their place.
    public mutating func without(_ actions: ResourceAction...) { self.actions.subtract(actions) }

    /// Adds `POST`, `PATCH` and `DELETE` of `…/bulk`: many rows at once, all of them or none.
    ///
    /// The content is an array: of new rows, of changes with the keys of their rows, of keys. What is wrong comes
    /// together, with pointers such as `/3/title`.
    /// - Parameter limit: the most elements of one request.
    public mutating func bulk(limit: Int = 100) {
        bulkLimit = max(1, limit)
        actions.formUnion([.createMany, .updateMany, .deleteMany])
    }

    /// Finds rows by another column than the key: `/articles/{slug}` in place of `/articles/{id}`.
    ///
    /// `Location` and the forms for many rows name rows by it too.
    ///
    /// ```swift
    /// articles.lookup(by: \.slug)
    /// ```
    /// - Parameter column: a column that is unique, never NULL, and seen by clients.
    public mutating func lookup<Value: ColumnValue>(by column: KeyPath<Root.Fields, SQLExpression<Value>>) {
        lookup = Root.Fields(at: Root.place)[keyPath: column].columnNames.first
    }

    var key: RowKey<Root> { RowKey(lookup: lookup, columns) }

    var columns: ResourceColumns<Root> {
        ResourceColumns(access, names, computed: Set(computed.map { $0.name }))
    }

    // MARK: Columns

    /// Columns that clients see and cannot set.
    public mutating func readOnly(_ columns: (Root.Fields) -> [any ColumnReference]) { set(.readOnly, columns) }

    /// Columns that clients set and never see, such as a password.
    public mutating func writeOnly(_ columns: (Root.Fields) -> [any ColumnReference]) { set(.writeOnly, columns) }

    /// Columns that clients neither see nor set, and by which they cannot filter, order or search.
    public mutating func hidden(_ columns: (Root.Fields) -> [any ColumnReference]) { set(.hidden, columns) }

    /// Columns that clients see and set, whatever the model says of them.
    public mutating func readWrite(_ columns: (Root.Fields) -> [any ColumnReference]) { set(.readWrite, columns) }

    private mutating func set(_ access: ColumnAccess, _ columns: (Root.Fields) -> [any ColumnReference]) {
        for name in columns(Root.Fields(at: Root.place)).flatMap(\.columnNames) { self.access[name] = access }
    }

    // MARK: Conditions of requests

    /// Refuses replacing, changing and deleting without `If-Match` with 428 Precondition Required (RFC 6585 §3).
    ///
    /// The model needs a column with the role ``ColumnRole/version``.
    public mutating func requireMatch() {
        requiresMatch = true
        if Root.roles[.version] == nil {
            mistakes.append(
                "the resource of \(Root.self) requires If-Match, but the model has no version; give it "
                    + "`@Column(role: .version) var version: Int = 1`")
        }
    }

    /// Lets clients repeat a `POST` safely: the first answer to an `Idempotency-Key` is the answer to all of them.
    public mutating func idempotent(_ idempotency: Idempotency = Idempotency()) { self.idempotency = idempotency }
}

/// What clients do with a resource.
public enum ResourceAction: String, Sendable, Hashable, CaseIterable {
    /// `GET` of the collection.
    case list
    /// `GET` of a row.
    case read
    /// `POST` to the collection.
    case create
    /// `PUT` of a row.
    case replace
    /// `PATCH` of a row.
    case update
    /// `DELETE` of a row.
    case delete
    /// `POST` to `…/bulk`.
    case createMany
    /// `PATCH` of `…/bulk`.
    case updateMany
    /// `DELETE` of `…/bulk`.
    case deleteMany
}
