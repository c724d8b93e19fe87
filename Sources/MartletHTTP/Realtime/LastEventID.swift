import HTTPTypes
public import MartletCore

/// The id of the last event that a client of an ``EventStream`` got, sent when it connects again.
///
/// Take `LastEventID?`: the first connection has none. The text is the client's and may be anything.
///
/// ```swift
/// app.get("/news") { (last: LastEventID?) in
///     EventStream(news.events(after: last?.value))
/// }
/// ```
public struct LastEventID: Extractor, Equatable {
    /// The id.
    public let value: String

    /// Wraps an id, for tests.
    public init(_ value: String) { self.value = value }

    public static func extract(from source: inout ExtractionSource) throws -> LastEventID {
        guard let value = source.request.headers[.lastEventID], !value.isEmpty else {
            throw HTTPError(.badRequest, "The header field Last-Event-ID is required.")
        }
        return LastEventID(value)
    }

    public static var parameters: [ParameterDescription] {
        [ParameterDescription(.header, name: HTTPField.Name.lastEventID.rawName, String.self, refusals: [.badRequest])]
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = known("Last-Event-ID")
}
