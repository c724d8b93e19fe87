/// Names of Swift for what a database names otherwise.
enum SwiftNames {
    /// The name of a struct for a table: `Album` for `albums`.
    static func type(of table: String) -> String {
        var words = words(of: table)
        if let last = words.popLast() { words.append(singular(last)) }
        let name = words.map(capitalized).joined()
        if name.isEmpty { return "Table" }
        let usable = startsWell(name) ? name : "Table" + name
        return takenTypes.contains(usable) ? usable + "Row" : usable
    }

    /// The name of a property for a column: `unitPrice` for `unit_price`, `artistID` for `artist_id`.
    static func property(of column: String) -> String {
        let name = joined(words(of: column))
        if name.isEmpty { return "column" }
        let usable = startsWell(name) ? name : "number" + name
        return takenProperties.contains(usable) ? usable + "Value" : usable
    }

    private static func joined(_ words: [String]) -> String {
        words.enumerated().map { position, word in
            if position == 0 { return word }
            return position == words.count - 1 && word == "id" ? "ID" : capitalized(word)
        }.joined()
    }

    /// Whether a property of this name has the column by itself, as `@Model` derives it.
    static func derives(_ column: String, from property: String, suffix: String = "") -> Bool {
        guard column.hasSuffix(suffix) else { return false }
        let stem = String(column.dropLast(suffix.count))
        let words = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard !words.isEmpty, joined(Self.words(of: stem)) == property else { return false }
        return words.enumerated().allSatisfy { position, word in
            guard word.first?.isLowercase == true, word.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber) })
            else { return false }
            // A capital is a word's beginning where what stands before it or behind it is none.
            guard position > 1, words[position - 1].count == 1 else { return true }
            return word != "id" && word.dropFirst().first?.isLowercase == true
        }
    }

    /// An identifier in backticks where Swift has the word for itself.
    static func quoted(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// The words of a name, in small letters: those between other characters, and those that begin with a capital.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            // `it's` is one word.
            if character == "'" { continue }
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if character.isUppercase, index > 0, !word.isEmpty {
                let follows = index + 1 < characters.count && characters[index + 1].isLowercase
                if !characters[index - 1].isUppercase || follows {
                    words.append(word)
                    word = ""
                }
            }
            word += character.lowercased()
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// The same with a small letter at its beginning.
    static func uncapitalized(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

    /// The name, or the name with the first number that nothing else has.
    static func unique(_ name: String, among taken: Set<String>) -> String {
        guard taken.contains(name) else { return name }
        for number in 2... where !taken.contains("\(name)\(number)") { return "\(name)\(number)" }
        return name
    }

    private static func startsWell(_ name: String) -> Bool { name.first?.isLetter == true }

    private static func singular(_ word: String) -> String {
        if let known = irregular[word] { return known }
        if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        for ending in ["sses", "xes", "zzes", "tches", "shes"] where word.hasSuffix(ending) {
            return String(word.dropLast(2))
        }
        for ending in ["ss", "us", "is"] where word.hasSuffix(ending) { return word }
        return word.hasSuffix("s") && word.count > 2 ? String(word.dropLast()) : word
    }

    private static let irregular = [
        "people": "person", "children": "child", "men": "man", "women": "woman", "movies": "movie",
        "cookies": "cookie", "series": "series", "news": "news", "species": "species", "statuses": "status",
        "addresses": "address", "buses": "bus", "indices": "index", "shelves": "shelf", "leaves": "leaf",
        "halves": "half", "aliases": "alias",
    ]

    /// Types that the file of a model, or what `@Model` writes beside it, has to find under their own names.
    private static let takenTypes: Set<String> = [
        "Any", "App", "Array", "BelongsToField", "Bool", "CalendarDate", "Character", "Column", "ColumnRoles",
        "Constraint", "Data", "Database", "DatabaseValue", "Date", "Decimal", "Dictionary", "Double", "Duration",
        "Error", "Fields", "Float", "Form", "HasMany", "HasOne", "Hashable", "ID", "Identifiable", "Index", "IndexPart",
        "Int", "JSONDocument", "Key", "Migration", "Migrations", "Model", "Never", "NoKey", "Optional", "Path",
        "Predicate", "Protocol", "Query", "Range", "Reference", "Request", "Response", "Result", "RowReader", "SQL",
        "SQLCondition", "SQLExpression", "Self", "Sendable", "Sequence", "Session", "Set", "Settings", "String",
        "Table",
        "TableBuilder", "TableName", "TablePath", "TableSchema", "Task", "TimeOfDay", "Transaction", "Type", "UInt",
        "UUID", "View", "Void",
    ]

    /// Members that `@Model` writes, or that Swift gives to every type.
    private static let takenProperties: Set<String> = [
        "databaseValues", "delete", "init", "insert", "primaryKey", "self", "update",
    ]

    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in",
        "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public",
        "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
        "try", "typealias", "var", "where", "while",
    ]
}
