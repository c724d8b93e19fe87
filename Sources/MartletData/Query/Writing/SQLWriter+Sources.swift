/// A table of a statement that is being written, with the place of its text.
struct WrittenSource {
    let name: String
    let level: Int
    let start: Int
    let end: Int
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
    mutating func remember(_ name: String, from start: Int) {
        buffers.sources.append(WrittenSource(name: name, level: level, start: start, end: buffers.bytes.count))
    }

    /// Appends the name of the table that a column stands in, and remembers the relations on the way there.
    mutating func source(of path: TablePath) {
        guard !path.steps.isEmpty else {
            if !buffers.sources.isEmpty, !buffers.sources.contains(where: { $0.name == path.root }) {
                fail(
                    DatabaseError(
                        .statement,
                        "the query names a column of \"\(path.root)\", which is none of its tables (\(known)); join it first"
                    ))
            }
            return identifier(path.root)
        }
        guard let source = buffers.sources.lastIndex(where: { $0.name == path.root }) else {
            return alias(path, path.steps.count, isPrefixed: false)
        }
        var isPrefixed = source > 0
        for depth in 1...path.steps.count {
            if let known = buffers.joins.first(where: { $0.source == source && $0.leads(to: path, depth) }) {
                isPrefixed = known.isPrefixed
                continue
            }
            if !isPrefixed, depth == 1, let step = path.steps.first {
                isPrefixed = buffers.sources.contains { $0.name == step.relation }
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
