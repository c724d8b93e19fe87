import Foundation

/// The name of a project: its Swift module, its executable, and in lower case its package.
struct ProjectName: Equatable {
    /// The module, such as `MusicStore`.
    let module: String
    /// The package and the container image, such as `music-store`.
    let package: String

    /// Checks a name.
    /// - Throws: ``CommandError`` with what is wrong and the nearest name that is right.
    init(_ name: String) throws {
        guard let problem = Self.problem(of: name) else {
            module = name
            package = Self.lowercased(name)
            return
        }
        let near = Self.nearest(to: name)
        let hint = Self.problem(of: near) == nil ? "; how about `\(near)`?" : ""
        throw CommandError("`\(name)` cannot name a project: \(problem)\(hint)")
    }

    private static func problem(of name: String) -> String? {
        guard let first = name.first else { return "a name has at least one letter" }
        let scalars = name.unicodeScalars
        if let other = scalars.first(where: { !isLetter($0) && !isDigit($0) && $0 != "_" }) {
            return "a Swift module has only the letters A to Z, digits and `_`, not `\(Character(other))`"
        }
        if !first.isLetter { return "a Swift module begins with a letter" }
        if name.count > 60 { return "it has \(name.count) characters, and 60 are the most" }
        if keywords.contains(name) { return "it is a word of the Swift language" }
        if taken.contains(name.lowercased()) || name.lowercased().hasPrefix("martlet") {
            return "a module or a type of this name is used by projects themselves"
        }
        return nil
    }

    /// The words of a name joined as a module: `my-shop 2` becomes `MyShop2`.
    private static func nearest(to name: String) -> String {
        let plain = name.folding(options: .diacriticInsensitive, locale: nil)
        let words = plain.unicodeScalars.split { !isLetter($0) && !isDigit($0) && $0 != "_" }.map(String.init)
        let joined = words.count > 1 ? words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() : words.first
        let letters = (joined ?? "").drop { !$0.isLetter }.prefix(60)
        let name = letters.prefix(1).uppercased() + letters.dropFirst()
        return problem(of: name) == nil ? name : name + "Site"
    }

    /// Words in lower case with `-` between them.
    private static func lowercased(_ module: String) -> String {
        var result = ""
        var previous: Character = "_"
        for character in module {
            if character.isUppercase, previous.isLowercase || previous.isNumber { result.append("-") }
            result += character == "_" ? "-" : character.lowercased()
            previous = character
        }
        while result.hasSuffix("-") { result.removeLast() }
        return result
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z") ~= scalar || ("A"..."Z") ~= scalar }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9") ~= scalar }

    private static let keywords: Set<String> = [
        "Any", "Protocol", "Self", "Type", "actor", "as", "associatedtype", "async", "await", "break", "case", "catch",
        "class", "continue", "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
        "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "some",
        "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
        "where", "while",
    ]

    /// Modules that a project builds with and types that it uses; letter case aside, as file systems may disregard it.
    private static let taken: Set<String> = [
        "app", "request", "response", "site", "database", "templates", "sessions", "settings", "note", "greetings",
        "main", "test", "tests", "swift", "foundation", "testing", "xctest", "glibc", "dispatch", "logging",
        "mustache", "crypto", "grdb", "configuration", "httptypes", "argumentparser", "niocore", "nioposix",
        "packagedescription", "packageplugin",
    ]
}
