import HTTPTypes

/// Where a request carries credentials, for what has to tell clients apart.
package enum CredentialPlace: Sendable, Hashable {
    /// A header field, in small letters.
    case header(String)
    case query(String)
    case cookie(String)
    /// The client's certificate.
    case certificate

    package static let authorization = CredentialPlace.header("authorization")

    /// Where credentials of a kind are.
    package init?(_ kind: SecuritySchemeDescription.Kind) {
        switch kind {
        case .apiKey(in: .header, let name): self = .header(name.lowercased())
        case .apiKey(in: .query, let name): self = .query(name)
        case .apiKey(in: .cookie, let name): self = .cookie(name)
        case .apiKey: return nil
        case .http, .oauth2, .openIDConnect: self = .authorization
        case .mutualTLS: self = .certificate
        }
    }

    /// What a request has there.
    package func values(in request: Request) -> [String] {
        switch self {
        case .header(let name): HTTPField.Name(name).map { request.headers[values: $0] } ?? []
        case .query(let name): (try? request.query.values(name)) ?? []
        case .cookie(let name): request.cookies[name].map { [$0] } ?? []
        case .certificate: [request.context.connection.clientCertificateName].compactMap { $0 }
        }
    }

    /// A name that sorts places.
    package var name: String {
        switch self {
        case .header(let name): "header \(name)"
        case .query(let name): "query \(name)"
        case .cookie(let name): "cookie \(name)"
        case .certificate: "certificate"
        }
    }
}

/// Where the clients of an application carry credentials, as its extensions have declared; one of its services.
package struct CredentialPlaces: Sendable {
    package let places: Set<CredentialPlace>
}

extension Services {
    /// Adds places where clients carry credentials.
    package mutating func declare(_ places: Set<CredentialPlace>) {
        self[CredentialPlaces.self] = CredentialPlaces(places: places.union(self[CredentialPlaces.self]?.places ?? []))
    }
}

/// Who the client of a request is, whatever credentials it has just now: a token that was renewed is another text.
package struct KnownClient: Sendable {
    package enum Place: StateKey { package typealias Value = KnownClient }

    /// A name for each kind of user that was found.
    package var names: [String] = []
    /// Where the credentials were looked for by which these were found.
    package var places: Set<CredentialPlace> = []
    package init() {}
}
