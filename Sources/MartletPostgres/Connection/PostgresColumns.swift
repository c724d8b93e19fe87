import CMartletPostgres

/// The columns of a result: the numbers of their types, and how the values of each are read.
///
/// All results of a prepared statement share one, so that a result costs a comparison of numbers and no look-up.
final class PostgresColumns: Sendable {
    private let numbers: [UInt32]
    let types: [PostgresType]

    static let none = PostgresColumns([], [:])

    private init(_ numbers: [UInt32], _ learned: [UInt32: PostgresType]) {
        self.numbers = numbers
        types = numbers.map { learned[$0] ?? PostgresType(oid: $0) }
    }

    /// The columns of a result, or of a statement that was described.
    /// - Parameter learned: what the server said of types that are not built in.
    convenience init(of result: OpaquePointer, _ learned: [UInt32: PostgresType] = [:]) {
        self.init((0..<PQnfields(result)).map { PQftype(result, $0) }, learned)
    }

    /// Whether every column can be read in the binary format.
    var areBinary: Bool { types.allSatisfy(\.isBinary) }

    /// The numbers of the types that are not built in.
    var unknown: [UInt32] { zip(numbers, types).compactMap { $1.isBinary ? nil : $0 } }

    /// Whether a result has exactly these columns.
    func fit(_ result: OpaquePointer) -> Bool {
        guard Int(PQnfields(result)) == numbers.count else { return false }
        var position: Int32 = 0
        for number in numbers {
            guard PQftype(result, position) == number else { return false }
            position += 1
        }
        return true
    }
}

/// What the server tells of types that are not built in.
enum PostgresCatalog {
    /// Functions that send a value in the binary format as its text.
    private static let textual: Set<String> = [
        "bpcharsend", "enum_send", "namesend", "textsend", "unknownsend", "varcharsend",
    ]

    /// The question for types: number, whether it is a list, and the function that sends its value or element.
    static func query(_ numbers: [UInt32]) -> String {
        """
        SELECT type.oid, type.oid <> single.oid, send.prosrc FROM pg_catalog.pg_type AS type \
        JOIN pg_catalog.pg_type AS single ON single.oid = CASE \
        WHEN type.typelem <> 0 AND type.typsend = 'pg_catalog.array_send'::pg_catalog.regproc THEN type.typelem \
        ELSE type.oid END \
        JOIN pg_catalog.pg_proc AS send ON send.oid = single.typsend \
        WHERE type.oid IN (\(numbers.map(String.init).joined(separator: ", ")))
        """
    }

    /// Reads the answer. Enums, `citext` and lists of them are texts in either format; what else there is stays unknown.
    static func types(_ numbers: [UInt32], _ answer: PostgresResult) -> [UInt32: PostgresType] {
        var types = Dictionary(numbers.map { ($0, PostgresType.other) }) { first, _ in first }
        for position in 0..<answer.rowCount {
            let row = PostgresRow(result: answer, row: position)
            guard let number = row.integer(at: 0).flatMap({ UInt32(exactly: $0) }), let send = row.text(at: 2),
                textual.contains(send), case .boolean(let isArray) = row.value(at: 1)
            else { continue }
            types[number] = PostgresType(kind: .text, shape: isArray ? .array : .single)
        }
        return types
    }
}
