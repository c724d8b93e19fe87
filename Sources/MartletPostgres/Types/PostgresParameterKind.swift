import MartletData

/// As what a value is declared to the server when a statement is prepared.
///
/// A value whose type says enough is declared, so that `$1 + $2` and `CASE … THEN $1` have a meaning. Text is left to the
/// server to infer, so that it can be compared with `varchar`, an enum or `inet` alike.
struct PostgresParameterKind: Sendable, Hashable {
    private let code: UInt8

    private static let array: UInt8 = 0x40
    private static let null: UInt8 = 0
    private static let text: UInt8 = 6
    private static let duration: UInt8 = 12

    private init(code: UInt8) { self.code = code }

    init(_ value: DatabaseValue) {
        code =
            switch value {
            case .null, .unstorable: Self.null
            case .boolean: 1
            case .integer: 2
            case .real: 3
            case .decimal, .unsigned: 4
            case .json: 5
            case .text: Self.text
            case .blob: 7
            case .uuid: 8
            case .timestamp: 9
            case .date: 10
            case .time: 11
            case .duration: Self.duration
            case .range: 13
            case .array(_, let type): Self.array | Self.element(type)
            }
    }

    private static func element(_ type: ColumnType) -> UInt8 {
        switch type {
        case .boolean: 1
        // Whole numbers of 64 bits without a sign are numeric(20).
        case .integer(.uint64), .decimal: 4
        case .integer: 2
        case .real: 3
        case .json: 5
        case .text, .custom: text
        case .blob: 7
        case .uuid: 8
        case .timestamp: 9
        case .date: 10
        case .time: 11
        case .duration: duration
        case .range, .array: 13
        }
    }

    /// NULL fits any parameter.
    var isNull: Bool { code == Self.null }
    /// Whether how it is written rests on the type that the server inferred: a duration is an interval or a number.
    var needsInferredType: Bool { code == Self.duration }
    /// Whether it can be declared where the server cannot infer it, though it is not at first.
    var canBeDeclared: Bool { declared(textToo: false) == 0 && declared(textToo: true) != 0 }
    var isInteger: Bool { code == 2 }

    /// The number of `pg_type`; 0 for what the server infers.
    func declared(textToo: Bool) -> UInt32 {
        switch code {
        case 1: 16
        case 2: 20
        case 3: 701
        case 4: 1700
        case Self.null: textToo ? 25 : 0
        case 5: textToo ? 3802 : 0
        case Self.text: textToo ? 25 : 0
        case 7: 17
        case 8: 2950
        case 9: 1184
        case 10: 1082
        case 11: 1083
        case Self.array | 1: 1000
        case Self.array | 2: 1016
        case Self.array | 3: 1022
        case Self.array | 4: 1231
        case Self.array | 5: textToo ? 3807 : 0
        case Self.array | Self.text: textToo ? 1009 : 0
        case Self.array | 7: 1001
        case Self.array | 8: 2951
        case Self.array | 9: 1185
        case Self.array | 10: 1182
        case Self.array | 11: 1183
        default: 0
        }
    }

    /// Whether it is sent in the binary format where it is declared.
    var isBinary: Bool {
        switch code & ~Self.array {
        case 1, 2, 3, 7...11: true
        default: false
        }
    }

    /// Of a list, what its elements are.
    var elementOID: UInt32 { PostgresParameterKind(code: code & ~Self.array).declared(textToo: false) }
}

/// How the parameters of a prepared statement are declared.
enum PostgresDeclaration: Sendable, Hashable {
    /// By what the values are.
    case byValue
    /// By what the values are, and text as text.
    case byValueAndText
    /// Not at all: the server infers each, and all are sent as text.
    case inferred
    /// Integers as those of 32 bits, which some functions want; all are sent as text.
    case narrow

    /// Whether the parameters are sent in the binary format where they have one.
    var isBinary: Bool { self == .byValue || self == .byValueAndText }

    func oid(of kind: PostgresParameterKind) -> UInt32 {
        switch self {
        case .byValue: kind.declared(textToo: false)
        case .byValueAndText: kind.declared(textToo: true)
        case .inferred: 0
        case .narrow: kind.isInteger ? 23 : kind.declared(textToo: false)
        }
    }

    /// What to try next when the server refused the statement, with parameters declared in this way.
    func next(after error: any Error, _ kinds: [PostgresParameterKind]) -> PostgresDeclaration? {
        guard let code = (error as? DatabaseError)?.code else { return nil }
        switch (self, code) {
        // "could not determine data type of parameter"
        case (.byValue, "42P18") where kinds.contains(where: \.canBeDeclared): return .byValueAndText
        // No such function or operator, a mismatch, no such conversion, ambiguous.
        case (.byValue, "42883"), (.byValue, "42804"), (.byValue, "42846"), (.byValue, "42P08"), (.byValue, "42725"),
            (.byValueAndText, "42883"), (.byValueAndText, "42804"), (.byValueAndText, "42846"):
            return kinds.contains { oid(of: $0) != 0 } ? .inferred : nil
        // `date + unknown` is ambiguous, and `date + bigint` is nothing.
        case (.inferred, _) where kinds.contains(where: \.isInteger): return .narrow
        default: return nil
        }
    }
}
