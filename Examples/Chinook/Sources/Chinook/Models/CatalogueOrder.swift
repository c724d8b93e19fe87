import Martlet

/// The order of a list of albums.
enum AlbumOrder: String, ListOrder {
    case title, artist, newest

    static let fallback = AlbumOrder.title

    var label: String {
        switch self {
        case .title: "Title"
        case .artist: "Artist"
        case .newest: "Newest first"
        }
    }
}

/// The order of a list of tracks.
enum TrackOrder: String, ListOrder {
    case title, album, longest, shortest

    static let fallback = TrackOrder.title

    var label: String {
        switch self {
        case .title: "Title"
        case .album: "Album"
        case .longest: "Longest first"
        case .shortest: "Shortest first"
        }
    }
}

/// Orders that a list can be shown in, chosen by the parameter `sort`.
protocol ListOrder: RawRepresentable<String>, CaseIterable, Sendable, Equatable {
    /// The order where none is asked for.
    static var fallback: Self { get }
    /// The name on the page.
    var label: String { get }
}

extension ListOrder {
    /// Reads the parameter `sort`.
    /// - Throws: a 400 for an order that there is not.
    static func parse(_ query: QueryParameters) throws -> Self {
        guard let text = query["sort"], !text.isEmpty else { return fallback }
        guard let order = Self(rawValue: text) else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(.badRequest, "`sort` has to be one of: \(known).")
        }
        return order
    }

    /// The orders to choose from, this one chosen.
    var choices: [Choice] {
        Self.allCases.map { Choice(value: $0.rawValue, label: $0.label, selected: $0 == self) }
    }
}

/// What a list of tracks takes from its query besides words and page.
struct TrackFilter: Extractor {
    /// The id of a genre; `nil` for all.
    var genre: Int?
    var order: TrackOrder

    static func extract(from source: inout ExtractionSource) throws -> TrackFilter {
        let query = try source.request.query
        return TrackFilter(genre: try query.whole("genre", in: 1...1_000_000), order: try TrackOrder.parse(query))
    }

    static var parameters: [ParameterDescription] {
        [ParameterDescription(.query, Documented.self, refusals: [.badRequest])]
    }

    /// The parameters as documents tell them.
    @Schema struct Documented {
        @Field(range: 1...1_000_000, description: "the id of a genre") var genre: Int?
        @Field(oneOf: TrackOrder.allCases.map(\.rawValue)) var sort: String?
    }
}
