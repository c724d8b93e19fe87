import Synchronization

/// Writes one statement for one database.
///
/// Its buffers go back to a pool when the statement is written, and the text is looked up by its bytes: a shape that was
/// written before costs its bindings and nothing else.
///
/// ```swift
/// let statement = try SQLWriter.statement(for: dialect) { writer in
///     writer.text("DELETE FROM ")
///     writer.identifier(table.name)
///     writer.clause(" WHERE ", condition)
/// }
/// ```
struct SQLWriter {
    let dialect: any Dialect
    let family: DatabaseFamily
    let features: DialectFeatures
    var buffers: Buffers
    /// Why the statement cannot be written for this database: the first reason.
    private(set) var failure: DatabaseError?
    /// Whether what is written becomes part of a schema: values stand in it, and columns without their table.
    private(set) var isDefinition = false
    /// How deep the statement that is being written lies in others.
    var level = 0
    /// Relations that cannot stand under their own names, since tables of the statement have them.
    var taken: Set<String> = []
    /// Whether such a relation was found when its name stood in the text already.
    var hasClash = false
    /// The expressions with values that the statement being written selects.
    var selected = SelectedValues()

    /// What is used again by the next statement.
    struct Buffers {
        var bytes: [UInt8] = []
        var scratch: [UInt8] = []
        var bindings: [DatabaseValue] = []
        var sources: [WrittenSource] = []
        var joins: [WrittenJoin] = []
    }

    private static let pool = Mutex<[Buffers]>([])

    /// Writes a statement.
    /// - Parameters:
    ///   - dialect: the database that it is for.
    ///   - place: where it was asked for.
    ///   - isReadOnly: whether it only reads; found out from its first word by default.
    ///   - isPrepared: whether drivers keep it prepared.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported`` for what the database cannot do.
    static func statement(
        for dialect: any Dialect, place: CodePlace? = nil, isReadOnly: Bool? = nil, isPrepared: Bool = true,
        _ write: (inout SQLWriter) throws -> Void
    ) throws -> Statement {
        var writer = SQLWriter(dialect, pool.withLock { $0.popLast() } ?? Buffers())
        defer { writer.giveBack() }
        try writer.run(write)
        let text = writer.finished(isReadOnly: isReadOnly, isPrepared: isPrepared)
        // A copy of its own size: an array of the whole slice would be the buffer itself, which then had to be made again.
        let bindings = writer.buffers.bindings.withUnsafeBufferPointer { Array($0) }
        var statement = Statement(text, bindings, place: place)
        statement.isPrepared = isPrepared
        return statement
    }

    /// Writes the text of a statement whose placeholders get their values later; drivers keep it prepared.
    static func text(
        for dialect: any Dialect, isReadOnly: Bool, isPrepared: Bool = true, _ write: (inout SQLWriter) throws -> Void
    ) throws -> StatementText {
        var writer = SQLWriter(dialect, pool.withLock { $0.popLast() } ?? Buffers())
        defer { writer.giveBack() }
        try writer.run(write)
        return writer.finished(isReadOnly: isReadOnly, isPrepared: isPrepared)
    }

    /// Writes an expression as a part of a table's definition.
    static func definition(_ node: SQLNode, for dialect: any Dialect) throws -> String {
        var writer = SQLWriter(dialect, Buffers())
        writer.isDefinition = true
        writer.condition(node)
        if let failure = writer.failure { throw failure }
        return String(decoding: writer.buffers.bytes, as: UTF8.self)
    }

    private mutating func run(_ write: (inout SQLWriter) throws -> Void) throws {
        try write(&self)
        // Each time one relation more gives way, so this ends.
        while hasClash, failure == nil {
            hasClash = false
            reset()
            try write(&self)
        }
        if let failure { throw failure }
        guard buffers.bindings.count <= dialect.maximumBindings else {
            throw DatabaseError(
                .unsupported,
                "a statement for \(dialect.name) binds at most \(dialect.maximumBindings) values, got "
                    + "\(buffers.bindings.count); ask in parts, or join a table that has the values")
        }
    }

    /// The text so far; the table keeps only what will come again.
    private func finished(isReadOnly: Bool?, isPrepared: Bool) -> StatementText {
        guard isPrepared else {
            return StatementText(String(decoding: buffers.bytes, as: UTF8.self), isReadOnly: isReadOnly)
        }
        return StatementTable.of(dialect.name).text(buffers.bytes, isReadOnly: isReadOnly)
    }

    private init(_ dialect: any Dialect, _ buffers: consuming Buffers) {
        self.dialect = dialect
        family = dialect.family
        features = dialect.features
        self.buffers = buffers
    }

    private mutating func giveBack() {
        reset()
        // What an extraordinary statement needed is not kept.
        guard buffers.bytes.capacity <= 65_536, buffers.bindings.capacity <= 4096 else { return }
        var taken = Buffers()
        swap(&taken, &buffers)
        let given = taken
        Self.pool.withLock { pool in
            if pool.count < 16 { pool.append(given) }
        }
    }

    /// Throws away what was written, to write it in another form.
    mutating func reset() {
        buffers.bytes.removeAll(keepingCapacity: true)
        buffers.bindings.removeAll(keepingCapacity: true)
        buffers.sources.removeAll(keepingCapacity: true)
        buffers.joins.removeAll(keepingCapacity: true)
        level = 0
        selected = SelectedValues()
    }

    /// Remembers that the database cannot do what is to be written.
    /// - Parameters:
    ///   - what: what it cannot do, as the object of "has no".
    ///   - instead: what to do, as a sentence without its full stop.
    mutating func unsupported(_ what: String, _ instead: String) {
        fail(DatabaseError(.unsupported, "\(dialect.name) has no \(what); \(instead)"))
    }

    /// Remembers why the statement cannot be written.
    mutating func fail(_ error: DatabaseError) {
        if failure == nil { failure = error }
    }

    // MARK: Pieces of text

    /// Appends text as it is; never from outside.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { buffers.bytes.append(contentsOf: $0) }
    }

    /// Appends text as it is.
    mutating func text(_ text: StaticString) {
        guard text.hasPointerRepresentation else { return self.text("\(text)") }
        buffers.bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a whole number.
    mutating func number(_ value: Int) {
        if (0...9).contains(value) { return buffers.bytes.append(0x30 + UInt8(value)) }
        text(String(value))
    }

    /// Appends an identifier in quotes.
    mutating func identifier(_ name: String) {
        guard features.standardQuotes else { return text(dialect.quote(name)) }
        quotationMark()
        identifierPart(name)
        quotationMark()
    }

    /// Appends the mark that stands around an identifier.
    mutating func quotationMark() { buffers.bytes.append(0x22) }

    /// Appends a part of an identifier between its marks.
    mutating func identifierPart(_ name: String) { part(name, in: 0x22) }

    /// Appends a text with each of a mark doubled. It goes by bytes: a `Character` may be a mark and a letter.
    private mutating func part(_ text: String, in mark: UInt8) {
        var text = text
        text.withUTF8 { bytes in
            guard bytes.contains(mark) else { return buffers.bytes.append(contentsOf: bytes) }
            for byte in bytes {
                if byte == mark { buffers.bytes.append(mark) }
                buffers.bytes.append(byte)
            }
        }
    }

    /// Appends a table's name, in its namespace.
    mutating func table(_ name: String, namespace: String?) {
        if let namespace {
            if !features.namespaces {
                unsupported("namespaces of tables (\(namespace).\(name))", "leave the namespace out of the model")
            }
            identifier(namespace)
            text(".")
        }
        identifier(name)
    }

    /// Appends a constant text in quotes, where a placeholder may not stand.
    mutating func literal(_ value: String) {
        buffers.bytes.append(0x27)
        part(value, in: 0x27)
        buffers.bytes.append(0x27)
    }

    /// Appends the placeholder of a value and binds it.
    mutating func bind(_ value: DatabaseValue) {
        guard !isDefinition else { return definitionLiteral(value) }
        if let known = selected.bound, let index = buffers.bindings[known].firstIndex(of: value) {
            return text(dialect.placeholder(index + 1))
        }
        buffers.bindings.append(value)
        text(dialect.placeholder(buffers.bindings.count))
    }

    /// Appends items with commas between them.
    mutating func list<Items: Sequence>(_ items: Items, _ write: (inout SQLWriter, Items.Element) -> Void) {
        var isFirst = true
        for item in items {
            if !isFirst { text(", ") }
            isFirst = false
            write(&self, item)
        }
    }
}
