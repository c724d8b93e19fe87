/// A function of the database that Martlet has no name for, with the types of its arguments and of its result.
///
/// The text of each database names the arguments by their numbers in braces, from 1; a database without a text is an
/// error before anything is sent.
///
/// ```swift
/// let similarity = SQLFunction<(String, String), Double>("similarity", postgres: "similarity({1}, {2})")
/// Artist.query.order { similarity($0.name, SQL.value("quean")).descending }
/// ```
public struct SQLFunction<Arguments, Result: ColumnValue>: Sendable {
    let name: String
    let texts: [DatabaseFamily: [Part]]

    enum Part: Sendable {
        case text(String)
        case argument(Int)
    }

    /// Names a function that every database has, which is called as usual.
    public init(_ name: String) {
        self.name = name
        texts = [:]
    }

    /// Describes a function by its texts.
    /// - Parameters:
    ///   - name: its name, for messages.
    ///   - sqlite: the text for SQLite.
    ///   - postgres: the text for PostgreSQL.
    ///   - mysql: the text for MariaDB and MySQL.
    public init(_ name: String, sqlite: String? = nil, postgres: String? = nil, mysql: String? = nil) {
        self.name = name
        var texts: [DatabaseFamily: [Part]] = [:]
        for (family, text) in [(DatabaseFamily.sqlite, sqlite), (.postgres, postgres), (.mysql, mysql)] {
            if let text { texts[family] = Self.parse(text) }
        }
        self.texts = texts
    }

    /// Calls the function.
    public func callAsFunction<each Argument: ColumnValue>(
        _ argument: repeat SQLExpression<each Argument>
    ) -> SQLExpression<Result> where Arguments == (repeat each Argument) {
        var nodes: [SQLNode] = []
        for argument in repeat each argument { nodes.append(argument.node) }
        let (name, texts, arguments) = (name, texts, nodes)
        return SQLExpression<Result>(
            .written(
                { writer in
                    guard !texts.isEmpty else { return writer.call(name, arguments) }
                    guard let parts = texts[writer.family] else {
                        return writer.unsupported(
                            "text of the function `\(name)`",
                            "give its SQLFunction the argument `\(writer.family.rawValue):`")
                    }
                    for part in parts {
                        switch part {
                        case .text(let text): writer.text(text)
                        case .argument(let number):
                            guard arguments.indices.contains(number - 1) else {
                                return writer.fail(
                                    DatabaseError(
                                        .statement,
                                        "the text of the function `\(name)` names {\(number)}, but it has \(arguments.count) arguments"
                                    ))
                            }
                            writer.operand(arguments[number - 1])
                        }
                    }
                }, texts.isEmpty ? .call : .unknown))
    }

    /// Takes a text apart at its `{1}`.
    private static func parse(_ text: String) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let behind = rest.index(after: open)
            guard let close = rest[behind...].firstIndex(of: "}"), let number = Int(rest[behind..<close]) else {
                parts.append(.text(String(rest[...open])))
                rest = rest[behind...]
                continue
            }
            parts.append(.text(String(rest[..<open])))
            parts.append(.argument(number))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(String(rest)))
        return parts
    }
}
