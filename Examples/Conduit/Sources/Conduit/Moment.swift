import Foundation
import Martlet

/// A time as Conduit tells it: ISO 8601 in UTC, always with milliseconds.
struct Moment: TextSchemaValue {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    static var textFormat: String? { "date-time" }
    static var textExpectation: String { "a time such as 2026-01-31T12:00:00.000Z" }

    let date: Date

    init(_ date: Date) { self.date = date }

    init?(jsonText: String) {
        guard let date = try? Self.style.parse(jsonText) else { return nil }
        self.date = date
    }

    var jsonText: String { date.formatted(Self.style) }
}
