import MartletCore

/// Reads JSON (RFC 8259) from bytes into the values of ``SchemaValue`` types, without a tree in between.
///
/// What is no JSON ends the reading with a ``JSONSyntaxError``. What is JSON but not the expected value is noted as a
/// problem with its JSON pointer and passed over, so that everything that is wrong is found in one go. Time and memory are
/// bounded by the length of the text: nesting is limited, and so is the number of problems.
///
/// The code that `@Schema` writes calls it; other code has ``JSONReadable/read(json:)``.
public struct JSONReader: ~Copyable {
    package let bytes: UnsafeBufferPointer<UInt8>
    /// The next byte.
    package var position = 0
    var depth = 0
    /// What is wrong with the values so far.
    package private(set) var problems: [FieldProblem] = []
    /// How many there are, those that are not told of included.
    private(set) var problemCount = 0
    /// The problems that are told of, and at the end that there are more.
    package var toldProblems: [FieldProblem] { problemCount > problems.count ? problems + [.more] : problems }
    /// The bytes of the places that are told, which are names that a client has made up.
    private var placeSize = 0
    /// Whether problems are no more told of.
    var isFull: Bool { problems.count >= Validation.limit || placeSize > JSONLimits.placeSize }
    /// Whether more is wrong than is told, so that nothing further needs to be found.
    @usableFromInline var hasMore: Bool { problemCount > problems.count }
    /// Where the value that is read stands.
    private var path: [Step] = []
    /// The member by which the object that comes was told apart from others; none of its own.
    var discriminator: StaticString?
    /// Where large values end that were passed over in search of such a member, by where they begin.
    var knownEnds: [Int: Int] = [:]
    /// A mistake of the application in what it has described.
    var mistake: SchemaMistake?

    package enum Step {
        case member(StaticString)
        case name(String)
        case element(Int)
    }

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        path.reserveCapacity(8)
        // A byte order mark may be passed over (RFC 8259 §8.1).
        if bytes.count > 2, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    }

    // MARK: Bytes

    /// The next byte; 0, which JSON does not have outside of strings, at the end.
    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    @usableFromInline mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The first byte of the value that comes.
    @usableFromInline package mutating func peek() throws(JSONSyntaxError) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw JSONSyntaxError("a value", at: position) }
        return bytes[position]
    }

    /// Checks that nothing but space is left.
    package mutating func finish() throws(JSONSyntaxError) {
        skipSpace()
        guard position == bytes.count else { throw JSONSyntaxError("the end of the content", at: position) }
    }

    // MARK: Problems

    /// Notes that the value at the place is wrong.
    @usableFromInline package mutating func note(_ code: String, _ detail: String, _ parameters: [String: String] = [:])
    {
        problemCount += 1
        if !isFull { keep(FieldProblem(at: pointer, code, detail, parameters)) }
    }

    /// Notes what a value says of itself.
    @usableFromInline mutating func note(_ problem: FieldProblem) {
        problemCount += 1
        if !isFull { keep(problem) }
    }

    private mutating func keep(_ problem: FieldProblem) {
        if case .pointer(let pointer) = problem.place { placeSize += pointer.utf8.count }
        problems.append(problem)
    }

    package mutating func push(_ step: Step) { path.append(step) }
    @usableFromInline package mutating func pop() { path.removeLast() }
    @usableFromInline package mutating func pushElement(_ index: Int) { path.append(.element(index)) }

    /// The JSON pointer (RFC 6901) of the value that is read.
    @usableFromInline package var pointer: String {
        path.map { step in
            switch step {
            case .member(let name): "/" + JSONPointer.escape(name.description)
            case .name(let name): "/" + JSONPointer.escape(name)
            case .element(let index): "/\(index)"
            }
        }.joined()
    }

    /// Notes that the value that comes is of another type, and passes over it.
    @usableFromInline package mutating func refuse(expected: String) throws(JSONSyntaxError) {
        let got = JSONKind(first: try peek())
        if got == .null {
            note("null", "must be \(expected), not null", ["expected": expected])
        } else {
            note("type", "must be \(expected), not \(got.name)", ["expected": expected, "got": got.name])
        }
        try skipValue()
    }

    // MARK: Structure

    package mutating func enter() throws(JSONSyntaxError) {
        guard depth < JSONLimits.depth else {
            throw JSONSyntaxError("at most \(JSONLimits.depth) arrays and objects in each other", at: position)
        }
        depth += 1
        position += 1
    }

    mutating func leave() {
        depth -= 1
        position += 1
    }

    /// Takes a literal such as `true` whose first byte was seen.
    mutating func takeLiteral(_ literal: StaticString) throws(JSONSyntaxError) {
        let length = literal.utf8CodeUnitCount
        guard bytes.count - position >= length else { throw JSONSyntaxError("a value", at: position) }
        for index in 0..<length where bytes[position + index] != literal.utf8Start[index] {
            throw JSONSyntaxError("a value", at: position)
        }
        position += length
    }

    /// Takes a `null` that comes.
    @usableFromInline package mutating func takeNull() throws(JSONSyntaxError) -> Bool {
        guard try peek() == UInt8(ascii: "n") else { return false }
        try takeLiteral("null")
        return true
    }

    /// Moves to the next element of an array whose bracket was taken; `false` behind its end, which is taken.
    @usableFromInline package mutating func nextElement(isFirst: Bool) throws(JSONSyntaxError) -> Bool {
        skipSpace()
        if next == UInt8(ascii: "]") {
            leave()
            return false
        }
        guard !isFirst else { return true }
        guard next == UInt8(ascii: ",") else { throw JSONSyntaxError("a comma or the end of the array", at: position) }
        position += 1
        skipSpace()
        guard next != UInt8(ascii: "]") else { throw JSONSyntaxError("a value", at: position) }
        return true
    }

    /// Moves to the next member of an object whose brace was taken, up to its value.
    /// - Returns: its name; `nil` behind the end, which is taken.
    package mutating func nextName(isFirst: Bool) throws(JSONSyntaxError) -> JSONStringToken? {
        guard try nextMember(isFirst: isFirst) else { return nil }
        let name = try takeString()
        try takeColon()
        return name
    }

    /// Moves to the quote before the name of the next member; `false` behind the end of the object, which is taken.
    mutating func nextMember(isFirst: Bool) throws(JSONSyntaxError) -> Bool {
        skipSpace()
        if next == UInt8(ascii: "}") {
            leave()
            return false
        }
        if !isFirst {
            guard next == UInt8(ascii: ",") else {
                throw JSONSyntaxError("a comma or the end of the object", at: position)
            }
            position += 1
            skipSpace()
        }
        guard next == UInt8(ascii: "\"") else { throw JSONSyntaxError("the name of a member", at: position) }
        return true
    }

    mutating func takeColon() throws(JSONSyntaxError) {
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw JSONSyntaxError("a colon", at: position) }
        position += 1
    }

    /// Passes over a value, which is checked to be JSON.
    package mutating func skipValue() throws(JSONSyntaxError) {
        switch try peek() {
        case UInt8(ascii: "{"):
            try enter()
            var isFirst = true
            while let name = try nextName(isFirst: isFirst) {
                isFirst = false
                try check(name)
                try skipValue()
            }
        case UInt8(ascii: "["):
            try enter()
            var isFirst = true
            while try nextElement(isFirst: isFirst) {
                isFirst = false
                try skipValue()
            }
        case UInt8(ascii: "\""): try check(try takeString())
        case UInt8(ascii: "t"): try takeLiteral("true")
        case UInt8(ascii: "f"): try takeLiteral("false")
        case UInt8(ascii: "n"): try takeLiteral("null")
        default: _ = try takeNumber()
        }
    }
}

extension JSONReader {
    /// Whether a text is one value of JSON.
    package static func isValue(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONSyntaxError) {
                try reader.skipValue()
                try reader.finish()
                return true
            } catch {
                return false
            }
        }
    }
}

/// The kinds of values of JSON, as messages name them.
enum JSONKind {
    case object, array, string, number, boolean, null

    /// The kind of the value that begins with a byte.
    init(first: UInt8) {
        self =
            switch first {
            case UInt8(ascii: "{"): .object
            case UInt8(ascii: "["): .array
            case UInt8(ascii: "\""): .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
            case UInt8(ascii: "n"): .null
            default: .number
            }
    }

    var name: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}
