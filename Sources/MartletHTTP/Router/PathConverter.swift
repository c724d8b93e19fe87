#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Decides which path segments a typed placeholder such as `{id:int}` takes.
///
/// ```swift
/// app.converter("isbn") { $0.count == 13 && $0.allSatisfy(\.isNumber) }
/// app.get("/books/{number:isbn}") { (number: Path<String>) in … }
/// ```
struct PathConverter: Sendable {
    let name: String
    let matches: @Sendable (String) -> Bool
    /// The types of ``Path`` that can be nothing of what it takes; a handler with one of them would never run.
    var excluded: Set<String> = []

    init(name: String, excluded: Set<String> = [], matches: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.excluded = excluded
        self.matches = matches
    }

    static let builtIn: [String: PathConverter] = Dictionary(
        uniqueKeysWithValues: [
            PathConverter(name: "int", excluded: ["UUID", "Bool"]) {
                Int($0) != nil && $0.utf8.first != UInt8(ascii: "+")
            },
            PathConverter(
                name: "uuid", excluded: ["Int", "Int32", "Int64", "UInt", "Double", "Bool"]
            ) { UUID(uuidString: $0) != nil },
            PathConverter(name: "slug") { text in
                !text.isEmpty
                    && text.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            },
        ].map { ($0.name, $0) })
}
