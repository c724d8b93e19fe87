import HTTPTypes
public import MartletCore
import MartletHTTP

/// The versions of an API, oldest first: an enumeration whose raw values are what clients write.
///
/// ```swift
/// enum StoreVersion: String, APIVersion {
///     case winter = "2024-01"
///     case summer = "2025-06"
///
///     var deprecation: Deprecation? {
///         self == .winter ? Deprecation(since: .day(2025, 6, 1), sunset: .day(2026, 6, 1)) : nil
///     }
/// }
/// app.versions(StoreVersion.self, by: .header(), default: .winter) { v in … }
/// ```
/// Versions compare by their order. A handler takes the one of its request as a parameter:
///
/// ```swift
/// v.get("/charts") { (version: StoreVersion) in version >= .summer ? "new" : "old" }
/// ```
public protocol APIVersion: RawRepresentable, CaseIterable, Comparable, Hashable, Extractor where RawValue == String {
    /// What its clients are told where the version should not be used any more; `nil` by default.
    var deprecation: Deprecation? { get }
}

extension APIVersion {
    /// None.
    public var deprecation: Deprecation? { nil }

    /// Whether a version is older than another.
    public static func < (older: Self, newer: Self) -> Bool { older.position < newer.position }

    /// The version of the request.
    /// - Throws: ``NoAPIVersion`` on a route that is none of its versions', a mistake in the application.
    public static func extract(from source: inout ExtractionSource) throws -> Self {
        guard let version = source.request.state[VersionPlace<Self>.self] else {
            throw NoAPIVersion(type: "\(Self.self)")
        }
        return version
    }

    /// The place in the order of versions, from zero.
    var position: Int {
        let versions = Self.allCases
        return versions.firstIndex(of: self).map { versions.distance(from: versions.startIndex, to: $0) } ?? 0
    }
}

/// Where a request keeps its version.
enum VersionPlace<Version: APIVersion>: StateKey { typealias Value = Version }

/// A handler asked for the version of a request outside of `versions(…) { … }`.
public struct NoAPIVersion: Error, CustomStringConvertible {
    /// The type of the versions.
    public let type: String

    public var description: String {
        "the route has no version of \(type); declare it inside of versions(\(type).self, …)"
    }
}

/// The client asks for a version that there is not, or for none.
struct UnknownAPIVersion: Problem {
    /// What was asked for; `nil` where nothing was.
    let asked: String?
    /// By what it was asked for, in words: `the header field API-Version`.
    let place: String
    let available: [String]
    let status: HTTPResponse.Status
    var headers = Headers()

    var message: String? {
        let known = available.joined(separator: ", ")
        guard let asked else { return "\(place) has to name the version of the API: one of \(known)." }
        return "There is no version `\(asked.prefix(40))` of the API; \(place) names one of \(known)."
    }
    var extensions: [String: any Encodable & Sendable] { ["versions": available] }
}

/// The client names two versions at once.
struct AmbiguousAPIVersion: Problem {
    let named: [String]
    let available: [String]

    var status: HTTPResponse.Status { .badRequest }
    var message: String? { "The request names more than one version of the API: \(named.joined(separator: ", "))." }
    var extensions: [String: any Encodable & Sendable] { ["versions": available] }
}
