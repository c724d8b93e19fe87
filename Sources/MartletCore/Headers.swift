public import HTTPTypes
package import NIOHTTP1

/// The header fields of a request or a response, in the order in which they stand on the wire.
///
/// Names compare without regard to case (RFC 9110 §5.1) and a name may occur more than once. Look-ups walk the list:
/// a message has a dozen fields, for which that is faster than a dictionary.
///
/// ```swift
/// if let agent = request.headers[.userAgent] { print(agent) }
/// response.headers[.cacheControl] = "no-store"
/// response.headers.append(.setCookie, "theme=dark; Path=/")
/// ```
public struct Headers: Sendable, Hashable {
    package var storage: HTTPHeaders

    /// Creates an empty list.
    public init() { storage = HTTPHeaders() }

    package init(_ storage: HTTPHeaders) { self.storage = storage }

    /// Creates a list from the ecosystem's `HTTPFields`, keeping the order.
    public init(_ fields: HTTPFields) {
        storage = HTTPHeaders()
        storage.reserveCapacity(fields.count)
        for field in fields { storage.add(name: field.name.rawName, value: field.value) }
    }

    /// How many fields there are, repeated names counted each time.
    public var count: Int { storage.count }

    /// Whether there is no field at all.
    public var isEmpty: Bool { storage.isEmpty }

    /// The first value of a field; setting replaces every field of that name, setting `nil` removes them.
    public subscript(name: HTTPField.Name) -> String? {
        get { storage.first(name: name.canonicalName) }
        set {
            if let newValue {
                storage.replaceOrAdd(name: name.rawName, value: newValue)
            } else {
                storage.remove(name: name.rawName)
            }
        }
    }

    /// The same by a name that `HTTPField.Name` has no constant for.
    package subscript(named name: String) -> String? {
        get { storage.first(name: name) }
        set {
            if let newValue {
                storage.replaceOrAdd(name: name, value: newValue)
            } else {
                storage.remove(name: name)
            }
        }
    }

    /// All values of a field, one for each line of that name.
    public subscript(values name: HTTPField.Name) -> [String] { storage[name.canonicalName] }

    /// Whether a field of this name is present.
    public func contains(_ name: HTTPField.Name) -> Bool { storage.contains(name: name.canonicalName) }

    /// Adds a field after the others, keeping those of the same name (as `Set-Cookie` and `Link` need).
    public mutating func append(_ name: HTTPField.Name, _ value: String) {
        storage.add(name: name.rawName, value: value)
    }

    /// Adds those fields whose name is not present yet, with all of their lines.
    package mutating func appendMissing(_ fields: Headers) {
        let isDisjoint = storage.allSatisfy { present in
            fields.storage.allSatisfy { !Self.isSameName(present.name, $0.name) }
        }
        // A whole list is added without a look at each of its names.
        if isDisjoint { return storage.add(contentsOf: fields.storage) }
        let present = storage
        for (name, value) in fields.storage where !present.contains(name: name) {
            storage.add(name: name, value: value)
        }
    }

    /// Compares names without regard to the case of ASCII letters; most differ in length.
    private static func isSameName(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && one.lowercased() == other.lowercased()
    }

    /// Makes room for so many fields.
    package mutating func reserveCapacity(_ count: Int) { storage.reserveCapacity(count) }

    /// The members of a comma-separated list field (RFC 9110 §5.6.1), over all lines of that name, trimmed.
    public func list(_ name: HTTPField.Name) -> [Substring] { storage[canonicalForm: name.canonicalName] }

    public static func == (lhs: Headers, rhs: Headers) -> Bool { lhs.storage == rhs.storage }

    public func hash(into hasher: inout Hasher) {
        // Equality disregards the order of differing names, so only the count may be hashed.
        hasher.combine(storage.count)
    }
}

extension Headers: Sequence {
    /// Iterates over the fields as name and value, in order.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { storage.makeIterator() }
}

extension Headers: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (HTTPField.Name, String)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPFields {
    /// Creates `HTTPFields` from Martlet's headers, for libraries that speak the ecosystem's type.
    ///
    /// Fields whose name is not a token (RFC 9110 §5.6.2) are left out, as `HTTPFields` cannot hold them.
    public init(_ headers: Headers) {
        self.init()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: value))
        }
    }
}
