/// A step into a JSON document: a key of an object, or a position in an array, from 0.
public enum JSONStep: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case key(String)
    case position(Int)

    public init(stringLiteral value: String) { self = .key(value) }
    public init(integerLiteral value: Int) { self = .position(value) }
}

extension SQLExpression {
    /// A value inside a JSON document; NULL where the document has none, and for JSON's `null`.
    ///
    /// ```swift
    /// Order.query.where { $0.details.json("address", "lines", 0, as: String.self) == "Main Street 1" }
    /// ```
    /// - Parameters:
    ///   - path: the keys and positions that lead there.
    ///   - type: what stands there. A document or array is read as a type that is stored as JSON.
    public func json<Inner: ColumnValue>(_ path: JSONStep..., as type: Inner.Type) -> SQLExpression<Inner.Unwrapped?> {
        SQLExpression<Inner.Unwrapped?>(.call { [node] in $0.json(node, path, Inner.columnType) })
    }

    /// Whether a JSON document has something at a path, be it `null`.
    public func hasJSON(_ path: JSONStep...) -> SQLCondition {
        SQLCondition(.infix { [node] in $0.hasJSON(node, path) })
    }

    /// How many elements the JSON array at a path has; NULL where there is no array.
    public func jsonCount(_ path: JSONStep...) -> SQLExpression<Int?> {
        SQLExpression<Int?>(.call { [node] in $0.jsonCount(node, path) })
    }
}

extension SQLWriter {
    fileprivate mutating func json(_ node: SQLNode, _ path: [JSONStep], _ type: ColumnType) {
        switch family {
        case .sqlite:
            // Numbers, texts and booleans come as such, documents as text.
            let isNumber =
                switch type {
                case .integer, .real, .boolean, .duration: true
                default: false
                }
            if !isNumber, case .text = type { text("CAST(") }
            call("json_extract", [node, .value(.text(jsonPath(path)))])
            if !isNumber, case .text = type { text(" AS TEXT)") }
        case .postgres:
            if case .json = type {
                text("(")
                operand(node)
                text(" #> ")
            } else {
                text("CAST((")
                operand(node)
                text(" #>> ")
            }
            steps(path)
            text(")")
            guard case .json = type else {
                text(" AS ")
                text(dialect.castName(of: type))
                return text(")")
            }
        case .mysql:
            let value = SQLNode.value(.text(jsonPath(path)))
            switch type {
            case .json, .array, .range: call("json_extract", [node, value])
            case .text, .custom, .blob: call("json_value", [node, value])
            case .boolean:
                // MariaDB gives 1 for true, MySQL the word.
                text("CASE WHEN ")
                call("json_value", [node, value])
                text(" IN ('1', 'true') THEN TRUE WHEN ")
                call("json_value", [node, value])
                text(" IN ('0', 'false') THEN FALSE END")
            default: cast(.function("json_value", [node, value]), to: type)
            }
        }
    }

    fileprivate mutating func hasJSON(_ node: SQLNode, _ path: [JSONStep]) {
        switch family {
        case .sqlite:
            call("json_type", [node, .value(.text(jsonPath(path)))])
            text(" IS NOT NULL")
        case .postgres:
            operand(node)
            text(" #> ")
            steps(path)
            text(" IS NOT NULL")
        case .mysql:
            text("json_contains_path(")
            condition(node)
            text(", 'one', ")
            bind(.text(jsonPath(path)))
            text(")")
        }
    }

    fileprivate mutating func jsonCount(_ node: SQLNode, _ path: [JSONStep]) {
        switch family {
        case .sqlite:
            text("CASE json_type(")
            list([node, .value(.text(jsonPath(path)))]) { $0.condition($1) }
            text(") WHEN 'array' THEN ")
            call("json_array_length", [node, .value(.text(jsonPath(path)))])
            text(" END")
        case .postgres:
            text("CASE jsonb_typeof(")
            operand(node)
            text(" #> ")
            steps(path)
            text(") WHEN 'array' THEN jsonb_array_length(")
            operand(node)
            text(" #> ")
            steps(path)
            text(") END")
        case .mysql:
            text("CASE json_type(json_extract(")
            list([node, .value(.text(jsonPath(path)))]) { $0.condition($1) }
            text(")) WHEN 'ARRAY' THEN ")
            call("json_length", [node, .value(.text(jsonPath(path)))])
            text(" END")
        }
    }

    private mutating func steps(_ path: [JSONStep]) {
        let steps = path.map { step in
            switch step {
            case .key(let key): DatabaseValue.text(key)
            case .position(let position): DatabaseValue.text(String(position))
            }
        }
        bind(.array(steps, of: .text))
    }

    /// The path in the notation of SQLite, MariaDB and MySQL.
    private mutating func jsonPath(_ path: [JSONStep]) -> String {
        var text = "$"
        for step in path {
            switch step {
            case .position(let position): text += "[\(max(0, position))]"
            case .key(let key):
                if let reason = refusal(of: key) {
                    unsupported(
                        "JSON paths with \(reason) in a key (\(key))",
                        "read the document around it and look the key up in Swift")
                }
                text += ".\"\(key)\""
            }
        }
        return text
    }

    /// Why a key cannot stand in a path, where the database would find nothing or not read the path at all: both compare a
    /// key as it is escaped in the document, and MariaDB takes no path with a key that begins with a hyphen.
    private func refusal(of key: String) -> String? {
        if key.unicodeScalars.contains(where: { $0 == "\"" || $0 == "\\" }) { return "quotation marks or backslashes" }
        if key.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "control characters" }
        return family == .mysql && key.unicodeScalars.first == "-" ? "a hyphen at the beginning" : nil
    }
}
