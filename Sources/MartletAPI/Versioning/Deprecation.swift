import HTTPTypes
public import MartletCore
public import MartletHTTP

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Tells clients that a version, a group or a route should not be used any more, and until when it answers.
///
/// The answers are the same; they carry `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a `Link` for each page about it.
/// Those of the innermost group or route count.
///
/// ```swift
/// api.get("/top") { … }
///     .use(Deprecation(since: .day(2025, 6, 1), sunset: .day(2026, 6, 1), information: "https://example.com/top"))
/// ```
public struct Deprecation: DescribedMiddleware, Hashable {
    /// A point in time.
    public struct Time: Sendable, Hashable {
        /// Seconds since 1970.
        let seconds: Int

        /// A date, to the second.
        public static func date(_ date: Date) -> Time { Time(seconds: Int(clamping: date.timeIntervalSince1970)) }

        /// The beginning of a day in UTC; a month of 13 is the first of the next year.
        public static func day(_ year: Int, _ month: Int, _ day: Int) -> Time {
            // Far enough for any plan, and no arithmetic that could overflow.
            let years = Int64(min(max(year, 1), 9_999)) + Int64(min(max(month, 1), 24) - 1) / 12
            let months = Int64((min(max(month, 1), 24) - 1) % 12 + 1)
            return Time(seconds: Int(GregorianCalendar.days(years, months, Int64(min(max(day, 1), 366)))) * 86_400)
        }
    }

    /// From when on it is deprecated; the time may lie ahead.
    public var since: Time
    /// When it will stop answering; `nil` where that is not known.
    public var sunset: Time?
    /// The address of a page about the deprecation, as `rel="deprecation"`.
    public var information: String?
    /// The address of a page about the end, as `rel="sunset"`.
    public var sunsetInformation: String?

    /// Creates a deprecation.
    public init(since: Time, sunset: Time? = nil, information: String? = nil, sunsetInformation: String? = nil) {
        self.since = since
        self.sunset = sunset
        self.information = information
        self.sunsetInformation = sunsetInformation
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        tell(&response.headers)
        return response
    }

    /// The fields, and that the route should not be used any more.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        MiddlewareDescription(headers: headerSummaries, isDeprecated: true)
    }

    /// What documents say of the fields.
    var headerSummaries: [String: String] {
        var summaries = [HTTPField.Name.deprecation.rawName: "since when it should not be used any more (RFC 9745)"]
        if sunset != nil { summaries[HTTPField.Name.sunset.rawName] = "when it will stop answering (RFC 8594)" }
        if information != nil || sunsetInformation != nil {
            summaries[HTTPField.Name.link.rawName] = "pages about the deprecation"
        }
        return summaries
    }

    /// Adds the fields, unless a deprecation further in has.
    func tell(_ headers: inout Headers) {
        guard !headers.contains(.deprecation) else { return }
        headers[.deprecation] = "@\(since.seconds)"
        if let sunset { headers[.sunset] = HTTPDate.format(secondsSinceEpoch: sunset.seconds) }
        if let information { headers.append(.link, "<\(information)>; rel=\"deprecation\"; type=\"text/html\"") }
        if let sunsetInformation { headers.append(.link, "<\(sunsetInformation)>; rel=\"sunset\"; type=\"text/html\"") }
    }
}

extension Route {
    /// Tells clients, by header fields and in documents, that the route should not be used any more.
    ///
    /// ```swift
    /// api.get("/top") { … }
    ///     .deprecated(Deprecation(since: .day(2025, 6, 1), sunset: .day(2026, 6, 1)))
    /// ```
    @discardableResult
    public func deprecated(_ deprecation: Deprecation) -> Route { use(deprecation) }
}

extension HTTPField.Name {
    fileprivate static let deprecation = known("Deprecation")
    fileprivate static let sunset = known("Sunset")
    fileprivate static let link = known("Link")
}

extension Int {
    /// The nearest whole number.
    fileprivate init(clamping value: Double) {
        self = Int(exactly: value.rounded(.down)) ?? (value > 0 ? .max : value < 0 ? .min : 0)
    }
}
