import Martlet

/// What a list takes from its query: the words to look for and the page.
///
/// A page that cannot be read, or that is below 1, is a 400; `per_page` is held between 1 and 100.
struct ListQuery: Extractor {
    /// The words to look for; `nil` when there are none.
    var words: String?
    /// Counted from 1.
    var page: Int
    /// How many items a page holds; `nil` when the client does not say.
    var perPage: Int?
    /// All parameters.
    var parameters: QueryParameters

    /// The longest text that is looked for.
    static let maximumLength = 100

    static func extract(from source: inout ExtractionSource) throws -> ListQuery {
        let parameters = try source.request.query
        let words = parameters["q"].map { String($0.trimmingSpaces().prefix(maximumLength)) }
        return ListQuery(
            words: words?.isEmpty == false ? words : nil,
            page: try parameters.whole("page", in: 1...1_000_000) ?? 1,
            perPage: try parameters.whole("per_page", in: 1...100),
            parameters: parameters)
    }

    static var parameters: [ParameterDescription] {
        [ParameterDescription(.query, Documented.self, refusals: [.badRequest])]
    }

    func request(defaultSize: Int) -> PageRequest { PageRequest(number: page, size: perPage ?? defaultSize) }
}

extension ListQuery {
    /// The parameters as documents tell them.
    @Schema struct Documented {
        @Field(description: "words to look for") var q: String?
        @Field(range: 1...1_000_000) var page: Int = 1
        @Field(name: "per_page", range: 1...100) var perPage: Int?
    }
}

extension QueryParameters {
    /// A parameter as a whole number; `nil` when it is absent or empty.
    /// - Throws: a 400 when it is something else or out of range.
    func whole(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw HTTPError(
                .badRequest, "`\(name)` has to be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    func trimmingSpaces() -> SubSequence {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? endIndex
        return start < end ? self[start..<end] : self[endIndex...]
    }
}
