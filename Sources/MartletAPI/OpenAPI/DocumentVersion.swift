import MartletCore
import MartletHTTP
import MartletJSON

/// The version of an API that a document is about.
///
/// Several groups of an application may have the same versions, each with changes and sources of its own: what is said of a
/// route follows from those of its group.
struct DocumentVersion {
    let name: String

    /// The versions of some routes, the newest first; none where the routes have none.
    static func all(of routes: [RouteDescription]) -> [DocumentVersion] {
        var names: [String] = []
        for route in routes {
            for version in route.versions?.versioning.versions ?? [] where !names.contains(version.name) {
                names.append(version.name)
            }
        }
        return names.reversed().map(DocumentVersion.init)
    }

    /// Whether a route is there in the version; one that knows of no versions is there in each.
    func has(_ route: RouteDescription) -> Bool {
        route.annotations[RouteVersions.self].allSatisfy { $0.names.contains(name) }
    }

    /// Whether a route should not be used any more in the version.
    func isDeprecated(_ route: RouteDescription) -> Bool { deprecation(of: route) != nil }

    /// The header fields by which answers tell that the version should not be used any more.
    func headers(of route: RouteDescription) -> [String: String] { deprecation(of: route)?.headerSummaries ?? [:] }

    private func deprecation(of route: RouteDescription) -> Deprecation? {
        route.versions?.versioning.versions.first { $0.name == name }?.deprecation
    }

    /// The forms that the types of a route have in the version; `nil` where the route knows of no versions.
    func forms(of route: RouteDescription) -> VersionForms? {
        route.versions.map { VersionForms(version: name, versioning: $0.versioning) }
    }

    // MARK: Where requests say the version

    /// The header field or the parameter that names the version.
    func parameters(of route: RouteDescription) -> [OperationDescription.Parameter] {
        let isRequired = route.versions?.versioning.defaultVersion != name
        let member = { (parameter: String) in
            MemberSchema(
                parameter, .choice(.string(format: nil), [JSONText.quote(name)]), isRequired: isRequired,
                description: VersionSource.summary)
        }
        switch place(of: route) {
        case .header(let field): return [.init(.header, member(field.rawName))]
        case .query(let parameter): return [.init(.query, member(parameter))]
        case .path, .mediaType, nil: return []
        }
    }

    /// The media types that name the version; `nil` where they do not have to.
    func mediaTypes(of route: RouteDescription) -> VersionedMediaTypes? {
        guard case .mediaType(let vendor) = place(of: route), route.versions?.versioning.defaultVersion != name
        else { return nil }
        return VersionedMediaTypes(version: name, form: vendor.map { .vendor($0) } ?? .parameter)
    }

    /// The first of the places where a request may say the version; `nil` where it has none, or its path says it.
    private func place(of route: RouteDescription) -> VersionSource.Kind? {
        guard let versions = route.versions, !versions.isFixed else { return nil }
        return versions.versioning.sources.first { $0.pathPrefix == nil }?.kind
    }
}

/// The forms that types have in a version.
struct VersionForms: Sendable {
    let version: String
    let versioning: VersioningDescription

    func form(of type: Any.Type) -> Any.Type { versioning.form(of: type, in: version) }
}

/// Media types that name a version.
struct VersionedMediaTypes {
    let version: String
    let form: VersionedType.Form

    /// Those of requests. Clients write those of multipart forms themselves, and say the version in `Accept`.
    func ofRequests(_ types: [String]) -> [String] { types.map { $0.hasPrefix("multipart/") ? $0 : named($0, form) } }

    /// Those of answers; those of errors name the version where nothing else does.
    func ofResponses(
        _ answers: [OperationDescription.Response], _ errors: [OperationDescription.Response]
    ) -> [OperationDescription.Response] {
        let isOnlyInErrors = answers.allSatisfy { $0.content?.contentTypes.isEmpty ?? true }
        return named(answers, form) { _ in true }
            + named(errors, .parameter) { (form == .parameter || isOnlyInErrors) && $0.hasPrefix("application/") }
    }

    private func named(
        _ responses: [OperationDescription.Response], _ form: VersionedType.Form, where isNamed: (String) -> Bool
    ) -> [OperationDescription.Response] {
        responses.map { response in
            var response = response
            let types = response.content?.contentTypes ?? []
            response.content?.contentTypes = types.map { isNamed($0) ? named($0, form) : $0 }
            return response
        }
    }

    private func named(_ type: String, _ form: VersionedType.Form) -> String {
        MediaType(type).map { form.type($0, version: version).description } ?? type
    }
}

extension RouteDescription {
    /// The versions that the innermost group knows; `nil` for none.
    fileprivate var versions: RouteVersions? { annotations[RouteVersions.self].last }
}
