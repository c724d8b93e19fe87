// Search for words, by an index of the method `fulltext`, which ``DefinitionWriter`` makes: in SQLite a virtual table of the
// index's name whose rows have the numbers of the table's keys, in PostgreSQL an index of the expression that stands here
// too, so that it is used, in MariaDB and MySQL an index of the columns.

extension IndexSchema {
    /// The columns of an index for the search for words, all of text.
    var fullTextColumns: [String] {
        parts.compactMap { part in
            if case .column(let name) = part.content { name } else { nil }
        }
    }
}

/// A search for words in the text of a model's rows.
///
/// All words have to occur, in any order, whatever their case. They are words, not syntax: operators of the database mean
/// nothing. MariaDB and MySQL find a word as it was typed, in small letters, in capitals and with a capital first, unless
/// the column has a collation that makes no difference between them; they pass over words of fewer than three letters and
/// InnoDB's stop words ("the", "with"), so that a search for nothing else finds nothing.
///
/// ```swift
/// let search = Album.fullText("night opera")
/// Album.query.where { _ in search.matches }.order { _ in search.rank.descending }
/// ```
public struct FullTextSearch<Root: Model>: Sendable {
    let index: IndexSchema?
    let words: [String]
    let table: String

    /// Whether the row has all words; no row has when there is none to look for.
    public var matches: SQLCondition {
        SQLCondition(.infix { [self] writer in writer.matches(self) })
    }

    /// How well the row matches: larger is better, and only numbers of one search can be compared.
    public var rank: SQLExpression<Double> {
        SQLExpression<Double>(.call { [self] writer in writer.rank(self) })
    }
}

extension Model {
    /// A search for words by the model's index of the method `fulltext`.
    /// - Parameters:
    ///   - words: what to look for, as somebody typed it.
    ///   - index: the index's name, for a model that has several.
    ///   - alias: the name of the table in the query, if it is not its own.
    public static func fullText(
        _ words: String, index: String? = nil, alias: String? = nil
    ) -> FullTextSearch<Self> {
        let indexes = schema.indexes.filter { $0.method == DefinitionWriter.textSearch }
        let found = indexes.first { index == nil || schema.name(of: $0) == index }
        return FullTextSearch(index: found, words: Words.of(words), table: alias ?? schema.name)
    }
}

private enum Words {
    /// The words of a text. It is taken apart by scalars: a letter that joins with a quotation mark makes one `Character`
    /// with it, which is a letter.
    static func of(_ text: String) -> [String] {
        text.unicodeScalars.split { !isPart($0) }.filter { $0.contains { $0.properties.isAlphabetic || isNumber($0) } }
            .map(String.init)
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        // Vowels and accents of scripts in which they stand alone.
        case .nonspacingMark, .spacingMark: true
        default: isNumber(scalar)
        }
    }

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}

extension ModelQuery {
    /// Only rows that have all words, by the model's index of the method `fulltext`.
    /// - Parameters:
    ///   - words: what to look for, as somebody typed it.
    ///   - index: the index's name, for a model that has several.
    ///   - isRanked: whether the best matches come first, after the orders given before.
    public func matching(_ words: String, index: String? = nil, ranked isRanked: Bool = true) -> ModelQuery {
        let search = Root.fullText(words, index: index)
        let query = adding(search.matches.node)
        return isRanked ? query.order { _ in search.rank.descending } : query
    }
}

extension SQLWriter {
    fileprivate mutating func matches<Root>(_ search: FullTextSearch<Root>) {
        guard let index = indexed(search) else { return }
        guard !search.words.isEmpty else { return text("1 = 0") }
        switch family {
        case .sqlite:
            rowID(search)
            text(" IN (SELECT rowid FROM ")
            match(search, index)
            text(")")
        case .postgres:
            vector(search, index)
            text(" @@ plainto_tsquery('simple', ")
            bind(.text(search.words.joined(separator: " ")))
            text(")")
        case .mysql: against(search, index)
        }
    }

    fileprivate mutating func rank<Root>(_ search: FullTextSearch<Root>) {
        guard let index = indexed(search) else { return }
        // PostgreSQL sorts by no constant.
        guard !search.words.isEmpty else { return text(family == .postgres ? "CAST(0 AS double precision)" : "0e0") }
        switch family {
        case .sqlite:
            // Its rank is the smaller the better.
            text("(SELECT -rank FROM ")
            match(search, index)
            text(" AND rowid = ")
            rowID(search)
            text(")")
        case .postgres:
            text("CAST(ts_rank(")
            vector(search, index)
            text(", plainto_tsquery('simple', ")
            bind(.text(search.words.joined(separator: " ")))
            text(")) AS double precision)")
        case .mysql:
            text("(")
            against(search, index)
            text(")")
        }
    }

    private mutating func indexed<Root>(_ search: FullTextSearch<Root>) -> IndexSchema? {
        guard let index = search.index else {
            let name = Root.schema.name
            fail(
                DatabaseError(
                    .statement,
                    "\(name) has no index of the method \"fulltext\" for this search; declare one for its columns of text"
                ))
            return nil
        }
        return index
    }

    private mutating func rowID<Root>(_ search: FullTextSearch<Root>) {
        identifier(search.table)
        text(".rowid")
    }

    private mutating func match<Root>(_ search: FullTextSearch<Root>, _ index: IndexSchema) {
        let name = Root.schema.name(of: index)
        identifier(name)
        text(" WHERE ")
        identifier(name)
        text(" MATCH ")
        bind(.text(search.words.map { "\"\($0)\"" }.joined(separator: " ")))
    }

    private mutating func vector<Root>(_ search: FullTextSearch<Root>, _ index: IndexSchema) {
        text("to_tsvector('simple', ")
        for (position, column) in index.fullTextColumns.enumerated() {
            if position > 0 { text(" || ' ' || ") }
            text("coalesce(")
            node(.column(TablePath(root: search.table), column))
            text(", '')")
        }
        text(")")
    }

    private mutating func against<Root>(_ search: FullTextSearch<Root>, _ index: IndexSchema) {
        text("MATCH (")
        list(index.fullTextColumns) { $0.node(.column(TablePath(root: search.table), $1)) }
        text(") AGAINST (")
        let indexed = search.words.filter { Self.isIndexed($0) }
        bind(.text(indexed.map { "+(\(Self.spellings(of: $0)))" }.joined(separator: " ")))
        text(" IN BOOLEAN MODE)")
    }

    /// Whether InnoDB's index has a word at all; one that it lacks must not be asked for.
    ///
    /// Sources: `innodb_ft_min_token_size` and `INNODB_FT_DEFAULT_STOPWORD`,
    /// <https://mariadb.com/kb/en/full-text-index-stopwords/>.
    private static func isIndexed(_ word: String) -> Bool {
        word.unicodeScalars.count >= 3 && !stopWords.contains(word.lowercased())
    }

    /// Those of three letters and more.
    private static var stopWords: Set<String> {
        [
            "about", "are", "com", "for", "from", "how", "that", "the", "this", "und", "was", "what", "when", "where",
            "who", "will", "with", "www",
        ]
    }

    /// The index of a column whose texts are compared exactly tells the case of letters apart too.
    private static func spellings(of word: String) -> String {
        var known: Set<String> = []
        return [
            word, word.lowercased(), word.uppercased(), word.prefix(1).uppercased() + word.dropFirst().lowercased(),
        ]
        .filter { known.insert($0).inserted }.map { "\"\($0)\"" }.joined(separator: " ")
    }
}
