import Foundation

/// Names of a description as names of Swift.
enum SwiftNames {
    /// `user-profile` becomes `UserProfile`, `HTTPStatus` stays.
    static func type(_ text: String) -> String {
        let joined = words(text).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        guard let first = joined.first else { return "Value" }
        return first.isNumber ? "Type" + joined : joined
    }

    /// `created_at` becomes `createdAt`, `URLPath` becomes `urlPath`, `in` becomes `` `in` ``.
    static func member(_ text: String) -> String { escaped(plainMember(text)) }

    /// The same without back quotes.
    static func plainMember(_ text: String) -> String {
        let parts = words(text)
        guard let first = parts.first else { return "value" }
        let rest = parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let name = lowered(first) + rest.joined()
        if inexpressible.contains(name) { return name + "Value" }
        return name.first?.isNumber == true ? "value" + name : name
    }

    /// Words whose meaning after a dot is fixed, back quotes or not.
    private static let inexpressible: Set<String> = ["self", "init"]

    /// A name within back quotes where Swift has a meaning for it.
    static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// A member as part of its value: what a function has of the same name does not hide it, and no name needs quotes.
    static func ofSelf(_ member: String) -> String { "self." + member.filter { $0 != "`" } }

    /// The name of a member that is not among others, whose names have no back quotes.
    static func uniqueMember(_ text: String, among taken: inout Set<String>) -> String {
        escaped(unique(plainMember(text), among: &taken))
    }

    /// A name that is not among others, with a number if need be.
    static func unique(_ name: String, among taken: inout Set<String>) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)\(number)"
            number += 1
        }
        return candidate
    }

    /// The first word in small letters: `URLPath` becomes `urlPath`, `ID` becomes `id`, `Login` becomes `login`.
    private static func lowered(_ word: String) -> String {
        let capitals = word.prefix { $0.isUppercase || $0.isNumber }
        guard !capitals.isEmpty else { return word }
        if capitals.count == word.count { return word.lowercased() }
        let count = capitals.count > 1 && word[capitals.endIndex].isLetter ? capitals.count - 1 : capitals.count
        return word.prefix(count).lowercased() + word.dropFirst(count)
    }

    /// Letters and digits of ASCII, separated by all else; accents are dropped, signs are spelled out.
    private static func words(_ text: String) -> [String] {
        var plain = text.folding(options: [.diacriticInsensitive, .widthInsensitive], locale: nil)
        let signs = text.unicodeScalars.contains { isWord($0) }
        if !signs || text.hasPrefix("-") || text.hasPrefix("+") {
            plain = plain.map { spelled[$0].map { " \($0) " } ?? String($0) }.joined()
        }
        return plain.unicodeScalars.split { !isWord($0) }.map { String($0) }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z") ~= scalar || ("A"..."Z") ~= scalar || ("0"..."9") ~= scalar
    }

    private static let spelled: [Character: String] = [
        "+": "plus", "-": "minus", "*": "star", "/": "slash", "<": "less", ">": "greater", "=": "equals", "!": "not",
        "%": "percent", "&": "and", "|": "or", "$": "dollar", "#": "hash", "@": "at", "?": "question", ".": "dot",
        "_": "underscore", " ": "space", ",": "comma", ":": "colon", ";": "semicolon", "~": "tilde", "^": "caret",
    ]

    /// Words that cannot be a name of a member, a case or a parameter without back quotes.
    private static let keywords: Set<String> = [
        "Any", "Protocol", "Self", "Type", "as", "associatedtype", "await", "break", "case", "catch", "class",
        "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self",
        "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
        "where", "while",
    ]

    /// Types that the client's files use or declare themselves.
    static let reservedTypes: Set<String> = [
        "Any", "AnyObject", "Array", "ArraySlice", "AsyncIterator", "AsyncIteratorProtocol", "AsyncSequence",
        "AsyncThrowingStream", "BasicCredentials", "Body", "Bool", "CalendarDay", "CancellationError", "Character",
        "CharacterSet", "ClientAnswer", "ClientCoding", "ClientDates", "ClientFailure", "ClientHeaders",
        "ClientRequest", "ClientResponse", "ClientSecret", "ClientTransport", "Codable", "CodingKey", "CodingKeys",
        "Comparable", "CustomStringConvertible", "Data", "Date", "DateFormatter", "Decodable", "Decoder",
        "DecodingError", "Dictionary", "Double", "Encodable", "Encoder", "EncodingError", "Equatable", "Error",
        "ExpressibleByArrayLiteral", "ExpressibleByBooleanLiteral", "ExpressibleByDictionaryLiteral",
        "ExpressibleByExtendedGraphemeClusterLiteral", "ExpressibleByFloatLiteral", "ExpressibleByIntegerLiteral",
        "ExpressibleByNilLiteral", "ExpressibleByStringLiteral", "ExpressibleByUnicodeScalarLiteral", "FailureSummary",
        "Float", "Foundation", "FoundationNetworking", "HTTPURLResponse", "Hashable", "Hasher", "Identifiable",
        "Indirect", "Int", "Int32", "InvalidText", "JSONDecoder", "JSONEncoder", "JSONValue", "KeyPath",
        "KeyedDecodingContainer", "KeyedEncodingContainer", "Locale", "LocalizedError", "LosslessStringConvertible",
        "MemberKey", "MultipartFile", "MultipartForm", "NSObject", "Never", "Nullable", "OperationFailure", "Optional",
        "ParameterConvertible", "PercentEncoding", "PlacedCredential", "ProblemDetails", "Protocol", "RawRepresentable",
        "RequestDraft", "Result", "Self", "Sendable", "Sequence", "ServerEvent", "ServerEventParser", "ServerEvents",
        "Set", "StreamDelegate", "StreamedResponse", "String", "Swift", "Task", "TimeInterval", "TimeZone", "Type",
        "UInt8", "URL", "URLError", "URLRequest", "URLResponse", "URLSession", "URLSessionDataDelegate",
        "URLSessionDataTask", "URLSessionTask", "URLSessionTransport", "UTF8", "UUID", "Void",
    ]
}
