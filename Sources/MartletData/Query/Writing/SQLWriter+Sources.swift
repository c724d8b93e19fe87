/// A table of a statement that is being written, with the place of its text.
struct WrittenSource {
    let name: String
    let level: Int
    let start: Int
    let end: Int
    /// The query that it is the table of, as ``TablePath/query`` names it.
    var query = 0
}

/// A relation that columns lead through: the first `depth` steps of a path.
struct WrittenJoin {
    let source: Int
    let path: TablePath
    let depth: Int
    /// Whether the root's name stands before the relations', since they alone would name another table.
    let isPrefixed: Bool
}

extension SQLWriter {
    /// Remembers a table whose text stands between two places.
    mutating func remember(_ name: String, from start: Int, of query: Int) {
        append(WrittenSource(name: name, level: level, start: start, end: buffers.bytes.count, query: query))
    }

    /// Makes a table known. A relation around must not have its name: inside, the name means the table.
    mutating func append(_ source: WrittenSource) {
        for join in buffers.joins where aliasName(join.path, join.depth, isPrefixed: join.isPrefixed) == source.name {
            guard !join.isPrefixed, let step = join.path.steps.first else {
                fail(
                    DatabaseError(
                        .statement,
                        "the query needs the name \"\(source.name)\" for a relation, but one of its tables has it; "
                            + "rename the table in the query"))
                break
            }
            taken.insert(step.relation)
            hasClash = true
        }
        buffers.sources.append(source)
    }

    /// The table that a path starts from; the innermost of its name.
    private mutating func index(of path: TablePath) -> Int? {
        guard let last = buffers.sources.lastIndex(where: { $0.name == path.root }) else { return nil }
        let innermost = buffers.sources[last]
        guard path.query != 0, innermost.query != path.query,
            let own = buffers.sources.lastIndex(where: { $0.name == path.root && $0.query == path.query })
        else { return last }
        if buffers.sources[own].level < innermost.level {
            fail(
                DatabaseError(
                    .statement,
                    "a query inside of another names a column of \"\(path.root)\" of the one around, but has a table of "
                        + "that name itself; give its own another name by `alias`"))
        }
        return own
    }

    /// Appends the name of the table that a column stands in, and remembers the relations on the way there.
    mutating func source(of path: TablePath) {
        let found = index(of: path)
        guard !path.steps.isEmpty else {
            if found == nil, !buffers.sources.isEmpty {
                fail(
                    DatabaseError(
                        .statement,
                        "the query names a column of \"\(path.root)\", which is none of its tables (\(known)); join it first"
                    ))
            }
            return identifier(path.root)
        }
        guard let source = found else { return alias(path, path.steps.count, isPrefixed: false) }
        var isPrefixed = source > 0
        for depth in 1...path.steps.count {
            if let known = buffers.joins.first(where: { $0.source == source && $0.leads(to: path, depth) }) {
                isPrefixed = known.isPrefixed
                continue
            }
            if !isPrefixed, depth == 1, let step = path.steps.first {
                isPrefixed = taken.contains(step.relation) || buffers.sources.contains { $0.name == step.relation }
            }
            buffers.joins.append(WrittenJoin(source: source, path: path, depth: depth, isPrefixed: isPrefixed))
        }
        alias(path, path.steps.count, isPrefixed: isPrefixed)
    }

    private var known: String { buffers.sources.map { "\"\($0.name)\"" }.joined(separator: ", ") }

    /// Appends the name under which the first steps of a path stand in the statement.
    private mutating func alias(_ path: TablePath, _ depth: Int, isPrefixed: Bool) {
        guard depth > 0 else { return identifier(path.root) }
        if depth == 1, !isPrefixed, let step = path.steps.first { return identifier(step.relation) }
        quotationMark()
        if isPrefixed { identifierPart(path.root) }
        for (index, step) in path.steps.prefix(depth).enumerated() {
            if index > 0 || isPrefixed { text("__") }
            identifierPart(step.relation)
        }
        quotationMark()
    }

    /// The same name, to be compared.
    private func aliasName(_ path: TablePath, _ depth: Int, isPrefixed: Bool) -> String {
        if depth == 1, !isPrefixed, let step = path.steps.first { return step.relation }
        return ((isPrefixed ? [path.root] : []) + path.steps.prefix(depth).map(\.relation)).joined(separator: "__")
    }

    /// Puts the relations that columns led through behind the tables that they start from, and forgets those tables.
    mutating func endScope(from firstSource: Int) {
        // From the last to the first, so that the places of those before stay right.
        for index in stride(from: buffers.sources.count - 1, through: firstSource, by: -1) {
            guard buffers.joins.contains(where: { $0.source == index }) else { continue }
            let source = buffers.sources[index]
            let tail = buffers.bytes.count
            for join in buffers.joins where join.source == index { relation(join) }
            if index > firstSource { text(")") }
            moveTail(from: tail, to: source.end)
            guard index > firstSource else { continue }
            let bracket = buffers.bytes.count
            text("(")
            moveTail(from: bracket, to: source.start)
        }
        // Relations of tables around this statement are joined there.
        buffers.joins.removeAll { $0.source >= firstSource }
        buffers.sources.removeLast(max(0, buffers.sources.count - firstSource))
    }

    /// Whether columns led through relations since.
    func hasJoins(from firstSource: Int) -> Bool { buffers.joins.contains { $0.source >= firstSource } }

    private mutating func relation(_ join: WrittenJoin) {
        let step = join.path.steps[join.depth - 1]
        text(step.isOptional ? " LEFT JOIN " : " JOIN ")
        table(step.table, namespace: step.namespace)
        text(" AS ")
        alias(join.path, join.depth, isPrefixed: join.isPrefixed)
        text(" ON ")
        for (index, pair) in zip(step.foreign, step.local).enumerated() {
            if index > 0 { text(" AND ") }
            alias(join.path, join.depth, isPrefixed: join.isPrefixed)
            text(".")
            identifier(pair.0)
            text(" = ")
            alias(join.path, join.depth - 1, isPrefixed: join.isPrefixed)
            text(".")
            identifier(pair.1)
        }
        if let filter = step.filter { self.filter(filter, join, step.table) }
    }

    /// Appends what rows fulfil that queries of their model see.
    private mutating func filter(_ filter: RelationFilter, _ join: WrittenJoin, _ table: String) {
        var path = join.path
        path.steps.removeLast(path.steps.count - join.depth)
        guard let condition = filter.condition(path) else { return }
        let known = buffers.joins.count
        text(" AND ")
        switch condition {
        case .raw, .any, .written(_, .unknown): operand(condition)
        default: self.condition(condition)
        }
        guard buffers.joins.count > known else { return }
        fail(
            DatabaseError(
                .statement,
                "the scope of \(table) leads through a relation, which has no place where \(table) is joined as a relation "
                    + "of one row; ask by `exists`, or write the scope with a subquery"))
    }

    /// Moves what was written last to an earlier place.
    private mutating func moveTail(from tail: Int, to place: Int) {
        guard place < tail else { return }
        buffers.scratch.removeAll(keepingCapacity: true)
        buffers.scratch.append(contentsOf: buffers.bytes[tail...])
        buffers.bytes.removeLast(buffers.bytes.count - tail)
        buffers.bytes.insert(contentsOf: buffers.scratch, at: place)
    }
}

extension WrittenJoin {
    func leads(to other: TablePath, _ otherDepth: Int) -> Bool {
        depth == otherDepth && path.root == other.root
            && path.steps.prefix(depth).elementsEqual(other.steps.prefix(depth))
    }
}
