public import MartletCore
import MartletHTTP

/// The versions of an API as documents tell them.
public struct VersioningDescription: Sendable {
    /// One version.
    public struct Version: Sendable, Equatable {
        /// What clients write.
        public let name: String
        /// What its clients are told where it should not be used any more.
        public let deprecation: Deprecation?
    }

    /// The versions, oldest first.
    public let versions: [Version]
    /// Where requests name theirs.
    public let sources: [VersionSource]
    /// The version of requests that name none; `nil` where they have to.
    public let defaultVersion: String?
    let changes: VersionChanges

    init<V: APIVersion>(_ type: V.Type, sources: [VersionSource], default: V?, changes: VersionChanges) {
        versions = V.allCases.map { Version(name: $0.rawValue, deprecation: $0.deprecation) }
        self.sources = sources
        defaultVersion = `default`?.rawValue
        self.changes = changes
    }

    /// The form that a type has in a version: the type itself where it has not changed since.
    /// - Parameters:
    ///   - type: the newest form.
    ///   - version: the name of the version.
    public func form(of type: Any.Type, in version: String) -> Any.Type {
        guard let position = versions.firstIndex(where: { $0.name == version }) else { return type }
        return changes.steps(of: type, from: position).last?.old ?? type
    }
}

extension VersioningDescription {
    /// What is wrong with the places where requests name their version; one sentence for each mistake.
    var sourceProblems: [String] {
        var problems: [String] = []
        if sources.count(where: { $0.pathPrefix != nil }) > 1 {
            problems.append("the versions stand in the path by more than one prefix")
        }
        if sources.isEmpty, defaultVersion == nil {
            problems.append(
                "no request can name one of the versions \(names), so that they have no routes; say where by `by:`, or a default"
            )
        }
        if sources.contains(where: \.isVendorType), Set(versions.map { $0.name.lowercased() }).count < versions.count {
            problems.append("the versions \(names) differ in case alone, which media types do not regard")
        }
        return problems
    }

    private var names: String { versions.map { "`\($0.name)`" }.joined(separator: ", ") }
}

/// Middleware around routes of a versioned API.
public protocol VersionDescribing: Middleware {
    /// The versions of the API.
    var versioning: VersioningDescription { get }
    /// The names of the versions in which the routes behind it are there, as far as it decides about that.
    var availableVersions: [String] { get }
}

/// In which versions of an API the routes of a group are there; documents read it.
struct RouteVersions: Sendable {
    let versioning: VersioningDescription
    let names: [String]
}

/// The requests of some versions, which a handler of their own answers; documents read it.
protocol VersionCondition: RouteCondition {
    /// The names of the versions.
    var versions: [String] { get }
}

extension RouteDescription {
    /// The route with the handler that answers a version.
    func answering(version: String) -> RouteDescription {
        let variant = variants.first { ($0.condition as? any VersionCondition)?.versions.contains(version) == true }
        guard let variant else { return self }
        var route = self
        route.parameters = variant.parameters
        route.responses = variant.responses
        route.security = variant.security
        return route
    }
}
