import MartletCore
import MartletHTTP
import MartletJSON

/// The version of an API that a document is about.
struct DocumentVersion {
    let name: String
    private let versioning: VersioningDescription

    /// The versions of some routes, the newest first; none where the routes have none.
    static func all(of routes: [RouteDescription]) -> [DocumentVersion] {
        var versions: [DocumentVersion] = []
        for route in routes {
            guard let versioning = route.annotations[RouteVersions.self].first?.versioning else { continue }
            for version in versioning.versions where !versions.contains(where: { $0.name == version.name }) {
                versions.append(DocumentVersion(name: version.name, versioning: versioning))
            }
        }
        return versions.reversed()
    }

    /// Whether a route is there in the version; one that knows of no versions is there in each.
    func has(_ route: RouteDescription) -> Bool {
        route.annotations[RouteVersions.self].allSatisfy { $0.names.contains(name) }
    }

    /// Whether the version should not be used any more.
    var isDeprecated: Bool { versioning.versions.contains { $0.name == name && $0.deprecation != nil } }

    /// The form that a type has in the version.
    func form(of type: Any.Type) -> Any.Type { versioning.form(of: type, in: name) }

    /// Where requests say the version, for a route that several versions share.
    func parameters(of route: RouteDescription) -> [OperationDescription.Parameter] {
        guard let shared = route.annotations[RouteVersions.self].last, shared.names.count > 1 else { return [] }
        let choice = ValueSchema.choice(.string(format: nil), [JSONText.quote(name)])
        let isRequired = versioning.defaultVersion != name
        let member = { (header: String) in
            MemberSchema(header, choice, isRequired: isRequired, description: "the version of the API")
        }
        // One place is enough.
        for source in versioning.sources {
            switch source.kind {
            case .header(let field): return [.init(.header, member(field.rawName))]
            case .query(let parameter): return [.init(.query, member(parameter))]
            case .path, .mediaType: continue
            }
        }
        return []
    }
}
