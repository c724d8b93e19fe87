/// What an application offers to its handlers, one value for each type: a database, a cache, a mailer.
///
/// Services are put in while the application is set up and are read-only once it runs, so reading takes no lock.
///
/// ```swift
/// app.services[Mailer.self] = Mailer(host: "smtp.example.com")
/// // later, in an extractor or a handler
/// let mailer = try request.services.require(Mailer.self)
/// ```
public struct Services: Sendable {
    private var values: [ObjectIdentifier: any Sendable] = [:]

    /// Creates an empty collection.
    public init() {}

    /// The service of a type; `nil` when none was put in.
    public subscript<Service: Sendable>(type: Service.Type) -> Service? {
        get { values[ObjectIdentifier(type)] as? Service }
        set { values[ObjectIdentifier(type)] = newValue }
    }

    /// Takes over services of types that are missing here.
    package mutating func merge(_ other: Services) {
        values.merge(other.values) { ours, _ in ours }
        // Of these both count.
        if let theirs = other[CredentialPlaces.self] { declare(theirs.places) }
    }

    /// The service of a type.
    /// - Throws: ``MissingService`` when the application has none, a mistake in its set-up.
    public func require<Service: Sendable>(_ type: Service.Type) throws -> Service {
        guard let service = self[type] else { throw MissingService(type: "\(type)") }
        return service
    }
}

/// A handler asked for a service that the application does not have.
public struct MissingService: Error, CustomStringConvertible {
    /// The name of the type that was asked for.
    public let type: String

    public var description: String {
        "no service of type \(type); add one while the application is set up: app.services[\(type).self] = …"
    }
}
