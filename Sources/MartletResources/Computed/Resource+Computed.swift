public import MartletCore
public import MartletData
public import MartletJSON

extension Resource {
    /// Tells rows with what the database computes of each, in the statement that reads them.
    ///
    /// Lists can be filtered and ordered by it like by a column, unless ``filter(_:)`` names those that can be. What is
    /// made of other rows, such as `count()`, is a subquery of the statement. A row that was written is asked for it by
    /// one statement more.
    ///
    /// ```swift
    /// tracks.computed("minutes") { $0.seconds / 60 }
    /// albums.computed("track_count") { $0.tracks.count() }
    /// albums.computed("longest") { $0.tracks.aggregate { $0.seconds.maximum() } }
    /// ```
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - expression: what is computed: no aggregate of the rows themselves.
    public mutating func computed<Value: ColumnValue>(
        _ name: String, description: String? = nil, _ expression: (Root.Fields) -> SQLExpression<Value>
    ) {
        let expression = ComputedExpression(expression(Root.Fields(at: Root.place)))
        computed.append(ComputedMember(name, ModelShapes.value(of: Value.self), description, .expression(expression)))
    }

    /// Tells rows with what the database computes of each for this request, in the statement that reads them.
    ///
    /// ```swift
    /// tracks.computed("is_favorite") { (user: Authenticated<Account>, track) in
    ///     track.favorites.exists { $0.userID == user.id }
    /// }
    /// ```
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - expression: what is computed; its first parameter is taken from the request like that of a handler, before
    ///     anything else is looked at.
    public mutating func computed<E: Extractor, Value: ColumnValue>(
        _ name: String, description: String? = nil,
        _ expression: @escaping @Sendable (E, Root.Fields) -> SQLExpression<Value>
    ) {
        take(E.self, for: Self.telling)
        // Compared with NULL no row fulfils a condition.
        let unknown = ComputedExpression(SQLExpression(BoundValue(.null)).read(as: Value.self))
        let content = ComputedMember<Root>.Content.requested(unknown) { request in
            ComputedExpression(expression(try await HookParameter.value(of: request), Root.Fields(at: Root.place)))
        }
        computed.append(ComputedMember(name, ModelShapes.value(of: Value.self), description, content))
    }

    /// Tells rows with what is made of each in Swift.
    ///
    /// ```swift
    /// tracks.member("length") { track in "\(track.seconds / 60):\(track.seconds % 60)" }
    /// ```
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - value: makes the value of a row that was read.
    public mutating func member<Value: SchemaValue>(
        _ name: String, description: String? = nil, _ value: @escaping @Sendable (Root) -> Value
    ) {
        computed.append(.written(name, description, value))
    }

    /// Tells rows with values that come from elsewhere, asked for once for all rows of an answer.
    ///
    /// ```swift
    /// tracks.member("plays", otherwise: 0) { (statistics: Statistics, tracks, _) in
    ///     try await statistics.plays(of: tracks.map(\.id))
    /// }
    /// ```
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - otherwise: the value of a row that has none.
    ///   - values: makes the values by the keys of rows; not asked where there are no rows, or where `fields` leaves the
    ///     member out. Its first parameter is taken from the request like that of a handler.
    public mutating func member<E: Extractor, Value: SchemaValue>(
        _ name: String, description: String? = nil, otherwise: Value,
        _ values: @escaping @Sendable (E, [Root], Database) async throws -> [Root.ID: Value]
    ) {
        given(name, Value.valueSchema, description, values) { $0 ?? otherwise }
    }

    /// Tells rows with values that come from elsewhere, asked for once for all rows of an answer; `null` for a row that has
    /// none.
    public mutating func member<E: Extractor, Value: SchemaValue>(
        _ name: String, description: String? = nil,
        _ values: @escaping @Sendable (E, [Root], Database) async throws -> [Root.ID: Value]
    ) {
        given(name, .nullable(Value.valueSchema.present), description, values) { $0 }
    }

    private mutating func given<E: Extractor, Value: SchemaValue>(
        _ name: String, _ schema: ValueSchema, _ description: String?,
        _ values: @escaping @Sendable (E, [Root], Database) async throws -> [Root.ID: Value],
        _ value: @escaping @Sendable (Value?) -> Value?
    ) {
        take(E.self, for: Self.telling)
        let content = ComputedMember<Root>.Content.rows { rows, request, database in
            let found = try await values(try await HookParameter.value(of: request), rows, database)
            return GivenValues(values: rows.map { value(found[$0.primaryKey]) })
        }
        computed.append(ComputedMember(name, schema, description, content))
    }

    /// The actions whose answers tell rows.
    private static var telling: Set<ResourceAction> { [.list, .read, .create, .replace, .update] }
}

extension IncludeShape {
    /// Tells rows with what the database computes of each, by one statement more for all of them.
    ///
    /// ```swift
    /// tracks.include("album") { $0.album } shape: { $0.computed("track_count") { $0.tracks.count() } }
    /// ```
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - expression: what is computed.
    public mutating func computed<Value: ColumnValue>(
        _ name: String, description: String? = nil, _ expression: (Target.Fields) -> SQLExpression<Value>
    ) {
        let expression = ComputedExpression(expression(Target.Fields(at: Target.place)))
        computed.append(ComputedMember(name, ModelShapes.value(of: Value.self), description, .expression(expression)))
    }

    /// Tells rows with what is made of each in Swift.
    ///
    /// - Parameters:
    ///   - name: the member's name; no naming of members changes it.
    ///   - description: what it is for, in documents.
    ///   - value: makes the value of a row that was read.
    public mutating func member<Value: SchemaValue>(
        _ name: String, description: String? = nil, _ value: @escaping @Sendable (Target) -> Value
    ) {
        computed.append(.written(name, description, value))
    }
}

extension ComputedMember {
    /// What is made of a row in Swift.
    fileprivate static func written<Value: SchemaValue>(
        _ name: String, _ description: String?, _ value: @escaping @Sendable (Root) -> Value
    ) -> ComputedMember {
        ComputedMember(name, Value.valueSchema, description, .row { row, writer in value(row).write(to: &writer) })
    }
}
