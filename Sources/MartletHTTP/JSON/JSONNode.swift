/// A JSON text, taken apart; numbers stay as they are written, so that none loses its size or precision.
indirect enum JSONNode {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])

    /// How messages show it: short values as they are, of others the kind.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let text): Self.shortened(text)
        case .string(let text): "\"\(Self.shortened(text))\""
        case .array: "an array"
        case .object: "an object"
        }
    }

    private static func shortened(_ text: String) -> String { text.count > 40 ? "\(text.prefix(40))…" : text }
}

/// A place in a text that is not JSON.
struct JSONSyntaxError: Error {
    let line: Int
    /// Counted in bytes, from 1.
    let column: Int
    let expected: String
}

/// Reads JSON strictly (RFC 8259).
///
/// It only runs for content that could not be decoded, to find out why.
struct JSONParser {
    /// How deep arrays and objects may lie in each other, as in Foundation.
    static let maximumDepth = 512

    private var rest: ArraySlice<UInt8>
    private let bytes: [UInt8]
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        rest = bytes[...]
    }

    /// - Throws: ``JSONSyntaxError``
    static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONNode {
        var parser = JSONParser(bytes)
        // A byte order mark may be passed over (RFC 8259 §8.1).
        if parser.rest.starts(with: [0xEF, 0xBB, 0xBF]) { parser.rest.removeFirst(3) }
        let node = try parser.value()
        parser.skipSpace()
        guard parser.rest.isEmpty else { throw parser.failure("the end") }
        return node
    }

    private func failure(_ expected: String) -> JSONSyntaxError {
        let before = bytes[..<rest.startIndex]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONSyntaxError(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: before.count - lineStart + 1,
            expected: expected)
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONNode {
        skipSpace()
        switch rest.first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return try number()
        default: throw failure("a value")
        }
    }

    private mutating func literal(_ text: StaticString, _ node: JSONNode) throws(JSONSyntaxError) -> JSONNode {
        let word = text.description.utf8
        guard rest.starts(with: word) else { throw failure("a value") }
        rest.removeFirst(word.count)
        return node
    }

    private mutating func enter() throws(JSONSyntaxError) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("at most \(Self.maximumDepth) levels") }
        rest.removeFirst()
        skipSpace()
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONNode {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONNode] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("`,` or `]`") }
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONNode {
        try enter()
        defer { depth -= 1 }
        var members: [String: JSONNode] = [:]
        if take(UInt8(ascii: "}")) { return .object([:]) }
        while true {
            skipSpace()
            guard rest.first == UInt8(ascii: "\"") else { throw failure("a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("`:`") }
            members[name] = try value()
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("`,` or `}`") }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONNode {
        let start = rest.startIndex
        _ = take(UInt8(ascii: "-"))
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0 else { throw failure("a digit") }
        guard !startsWithZero || whole == 1 else { throw failure("a number without leading zeros") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw failure("a digit") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw failure("a digit") }
        }
        return .number(String(decoding: bytes[start..<rest.startIndex], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest.removeFirst(count)
        return count
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        rest.removeFirst()
        var text: [UInt8] = []
        while true {
            let plain = rest.prefix { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            text += plain
            rest.removeFirst(plain.count)
            if take(UInt8(ascii: "\"")) { return String(decoding: text, as: UTF8.self) }
            guard take(UInt8(ascii: "\\")), let escape = rest.popFirst() else { throw failure("`\"`") }
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += Array(String(Character(try unicodeEscape())).utf8)
            default: throw failure("an escape such as `\\n`")
            }
        }
    }

    /// The four digits behind `\u`, and the second half of a pair (RFC 8259 §7).
    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
        guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("a whole surrogate pair")
        }
        let second = try codeUnit()
        let value = 0x1_0000 + (UInt32(unit & 0x3FF) << 10) + UInt32(second & 0x3FF)
        guard UTF16.isTrailSurrogate(second), let scalar = Unicode.Scalar(value) else {
            throw failure("a whole surrogate pair")
        }
        return scalar
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt16 {
        let digits = rest.prefix(4)
        guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { throw failure("four hexadecimal digits") }
        rest.removeFirst(4)
        return unit
    }
}
