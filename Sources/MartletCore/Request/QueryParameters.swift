/// The name and value pairs of a query or of an urlencoded form, decoded, in order.
///
/// ```swift
/// let page = try request.query["page"]
/// let tags = try request.query.values("tag")   // ?tag=a&tag=b
/// ```
public struct QueryParameters: Sendable {
    /// How many pairs a query or form may have: 1,000.
    public static let maximumCount = 1_000

    private var pairs: [(name: String, value: String)] = []

    /// Creates an empty list.
    public init() {}

    /// Parses `application/x-www-form-urlencoded` text (WHATWG URL §5.1).
    /// - Throws: ``HTTPError`` 400 for a malformed escape, a NUL, bytes that are not UTF-8 or too many pairs.
    public init(parsing text: some StringProtocol) throws {
        for pair in Substring(text).utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            guard pairs.count < Self.maximumCount else {
                throw HTTPError(.badRequest, "More than \(Self.maximumCount) parameters.")
            }
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let rawName = Substring(pair[..<(equals ?? pair.endIndex)])
            let rawValue = equals.map { Substring(pair[pair.index(after: $0)...]) } ?? ""
            guard let name = PercentEncoding.decode(rawName, plusIsSpace: true),
                let value = PercentEncoding.decode(rawValue, plusIsSpace: true)
            else { throw HTTPError(.badRequest, "A parameter is not valid percent-encoded UTF-8.") }
            pairs.append((name, value))
        }
    }

    /// How many pairs there are.
    public var count: Int { pairs.count }

    /// Whether there is no pair.
    public var isEmpty: Bool { pairs.isEmpty }

    /// The first value of a name; `nil` when it is absent.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// All values of a name, in order.
    public func values(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// Adds a pair.
    public mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// Sets a name to one value, in the place of its first occurrence; `nil` removes the name.
    public mutating func set(_ name: String, to value: String?) {
        let first = pairs.firstIndex { $0.name == name }
        pairs.removeAll { $0.name == name }
        guard let value else { return }
        pairs.insert((name, value), at: Swift.min(first ?? pairs.count, pairs.count))
    }

    /// The pairs as a query string without `?`, percent-encoded.
    public var encoded: String {
        pairs.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

extension QueryParameters: Sequence {
    /// Iterates over the pairs in order.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { pairs.makeIterator() }
}
