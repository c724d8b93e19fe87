import MartletCore
import MartletHTTP

/// The versions of an API as documents tell them.
struct VersioningDescription: Sendable {
    /// One version.
    struct Version: Sendable, Equatable {
        /// What clients write.
        let name: String
        /// What its clients are told where it should not be used any more.
        let deprecation: Deprecation?
    }

    /// The versions, oldest first.
    let versions: [Version]
    /// Where requests name theirs.
    let sources: [VersionSource]
    /// The version of requests that name none; `nil` where they have to.
    let defaultVersion: String?
    let changes: VersionChanges

    init<V: APIVersion>(_ type: V.Type, sources: [VersionSource], default: V?, changes: VersionChanges) {
        versions = V.allCases.map { Version(name: $0.rawValue, deprecation: $0.deprecation) }
        self.sources = sources
        defaultVersion = `default`?.rawValue
        self.changes = changes
    }

    /// The names of the versions, oldest first.
    var names: [String] { versions.map(\.name) }

    /// The form that a type has in a version: the type itself where it has not changed since.
    /// - Parameters:
    ///   - type: the newest form.
    ///   - version: the name of the version.
    func form(of type: Any.Type, in version: String) -> Any.Type {
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
                "no request can name one of the versions \(quotedNames), so that they have no routes; say where by `by:`, or a default"
            )
        }
        if sources.contains(where: \.isVendorType), Set(versions.map { $0.name.lowercased() }).count < versions.count {
            problems.append("the versions \(quotedNames) differ in case alone, which media types do not regard")
        }
        return problems
    }

    private var quotedNames: String { versions.map { "`\($0.name)`" }.joined(separator: ", ") }
}

/// In which versions of an API the routes of a group are there; documents read it.
struct RouteVersions: Sendable {
    let versioning: VersioningDescription
    let names: [String]
    /// Whether the path says the version.
    var isFixed = false
}

/// The requests of some versions, which a handler of their own answers; documents read it.
protocol VersionCondition: RouteCondition {
    /// The names of the versions.
    var versions: [String] { get }
}

extension RouteDescription {
    /// The route with the handler of a version's own; `nil` where the route's own answers it.
    func variant(answering version: String) -> RouteDescription? {
        let variant = variants.first { ($0.condition as? any VersionCondition)?.versions.contains(version) == true }
        guard let variant else { return nil }
        var route = self
        route.parameters = variant.parameters
        route.responses = variant.responses
        route.security = variant.security
        route.middleware = variant.middleware
        route.refusals = variant.refusals
        return route
    }
}
