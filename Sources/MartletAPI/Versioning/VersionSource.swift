public import HTTPTypes
import MartletCore

/// Where a request says which version of the API it is for.
public struct VersionSource: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case path(prefix: String)
        case header(HTTPField.Name)
        case query(String)
        case mediaType(vendor: String?)
    }

    let kind: Kind

    /// The first segment of the path behind the group's own: `/v1/tracks`, or `/2024-01/tracks` with an empty prefix.
    /// - Parameter prefix: what stands before the version.
    public static func path(_ prefix: String = "v") -> VersionSource { VersionSource(kind: .path(prefix: prefix)) }

    /// A header field: `API-Version: 2`. Answers have the field too.
    /// - Parameter name: the field; `API-Version` where nothing is said.
    public static func header(_ name: HTTPField.Name? = nil) -> VersionSource {
        VersionSource(kind: .header(name ?? .known("API-Version")))
    }

    /// A parameter of the query: `?version=2`.
    public static func query(_ name: String = "version") -> VersionSource { VersionSource(kind: .query(name)) }

    /// The media types of `Accept` and `Content-Type`, by a parameter, `application/json;version=2`, or as a type of one's
    /// own: `application/vnd.example.v2+json`. Answers have the type that was asked for. Types of one's own do not regard case.
    /// - Parameter vendor: the name behind `vnd.`; `nil` for the parameter alone.
    public static func mediaType(vendor: String? = nil) -> VersionSource {
        VersionSource(kind: .mediaType(vendor: vendor?.lowercased()))
    }

    /// The source in words, as documents and messages tell it.
    public var description: String {
        switch kind {
        case .path(let prefix): "the path, /\(prefix)…"
        case .header(let name): "the header field \(name.rawName)"
        case .query(let name): "the parameter `\(name)` of the query"
        case .mediaType(let vendor?): "the media type, application/vnd.\(vendor).v…+json or version=…"
        case .mediaType(nil): "the parameter `version` of the media type"
        }
    }

    /// What documents say of the fields and parameters that name a version.
    static let summary = "the version of the API"

    /// The prefix of versions in the path; `nil` where they stand elsewhere.
    var pathPrefix: String? { if case .path(let prefix) = kind { prefix } else { nil } }

    /// The parameter of the query that names the version; `nil` where it stands elsewhere.
    var parameter: String? { if case .query(let name) = kind { name } else { nil } }

    /// Whether versions stand in media types of a vendor.
    var isVendorType: Bool { if case .mediaType(_?) = kind { true } else { false } }
}
