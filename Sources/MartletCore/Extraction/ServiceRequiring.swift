/// A handler's parameter or result that needs something of the application, such as a database.
///
/// What is missing stops the start with the routes that need it, instead of failing their requests.
///
/// ```swift
/// struct CurrentUser: Extractor, ServiceRequiring {
///     static var requiredServices: [ServiceRequirement] { [ServiceRequirement(UserStore.self)] }
///     static func extract(from source: inout ExtractionSource) async throws -> CurrentUser {
///         let store = try source.request.services.require(UserStore.self)
///         …
///     }
/// }
/// ```
public protocol ServiceRequiring: SendableMetatype {
    /// What the application has to have; extractors that are used inside hand theirs on.
    static var requiredServices: [ServiceRequirement] { get }
}

/// A service that the application has to have, and how it gets one.
public struct ServiceRequirement: Sendable {
    package let id: ObjectIdentifier
    package let name: String
    package let advice: String
    private let isThere: @Sendable (Services) -> Bool

    /// Creates a requirement.
    /// - Parameters:
    ///   - type: the service.
    ///   - name: what messages call it; the type's name by default.
    ///   - advice: what to do where it is missing: `install Sessions()`.
    public init<Service: Sendable>(_ type: Service.Type, name: String? = nil, advice: String? = nil) {
        id = ObjectIdentifier(type)
        self.name = name ?? "\(type)"
        self.advice = advice ?? "put one in while the application is set up: app.services[\(type).self] = …"
        isThere = { $0[Service.self] != nil }
    }

    /// Whether an application with these services has it.
    package func isMet(by services: Services) -> Bool { isThere(services) }

    /// What a parameter or a result needs; nothing where the type does not say.
    package static func all(of type: Any.Type) -> [ServiceRequirement] {
        (type as? any ServiceRequiring.Type)?.requiredServices ?? []
    }
}

/// A service that handlers take by its type: what was put into ``Services`` is the parameter.
///
/// ```swift
/// struct Mailer: ServiceParameter { … }
///
/// app.services[Mailer.self] = Mailer(host: "smtp.example.com")
/// app.post("/orders") { (order: JSON<Order>, mailer: Mailer) in try await mailer.confirm(order.value) }
/// ```
/// A route whose service was not put in stops the start. A type of another package is wrapped in one of your own.
public protocol ServiceParameter: Extractor, ServiceRequiring {}

extension ServiceParameter {
    public static func extract(from source: inout ExtractionSource) throws -> Self {
        try source.request.services.require(Self.self)
    }

    public static var requiredServices: [ServiceRequirement] { [ServiceRequirement(Self.self)] }
}

extension Optional: ServiceRequiring where Wrapped: ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] { Wrapped.requiredServices }
}
