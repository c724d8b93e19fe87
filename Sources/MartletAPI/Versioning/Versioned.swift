public import MartletCore
import MartletHTTP

/// A value that clients of older versions send and get in the form of theirs, while the handler knows the newest.
///
/// ```swift
/// v.post("/tracks") { (new: Versioned<NewTrack>) in
///     Reply(.created, Versioned(try save(new.value)))
/// }
/// v.get("/tracks") { Versioned(tracks) }
/// ```
/// As a parameter it is read as ``JSON`` of the form that the request's version has, with the rules of that form, and
/// brought to the newest by the ``VersionChange``s between them, one after the other. As a result it goes the way back and is
/// sent as ``Negotiated``. Lists are brought there element by element. A type without changes stays what it is.
///
/// Other formats are taken where the handler asks for them, by ``Content``: JSON and forms, or CSV and lines for lists. Forms
/// come from pages of other origins too, so that an API with sessions should not take them without a reason.
///
/// ```swift
/// v.post("/tracks/import") { (new: Content<Versioned<[NewTrack]>>) in try save(new.value.value) }
/// ```
///
/// Inside of other values, such as a page, it is encoded and decoded in the form of the request's version too:
/// `Page<Versioned<Track>>`. That is `Codable`'s doing, which knows no rules of `@Schema`; structs with it cannot hold it.
@dynamicMemberLookup
public struct Versioned<Value: Sendable>: Sendable {
    /// The value in its newest form.
    public var value: Value

    /// Wraps a value in its newest form.
    public init(_ value: Value) { self.value = value }

    /// The members of the value.
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }
}

extension Versioned: Extractor where Value: Decodable {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Versioned {
        try await read(source.request, as: .json)
    }

    public static var readsBody: Bool { true }
    /// Those of JSON; documents show the form that it has in their version.
    public static var parameters: [ParameterDescription] {
        JSON<Value>.parameters.map { parameter in
            var parameter = parameter
            parameter.type = Versioned<Value>.self
            return parameter
        }
    }
}

extension Versioned: VersionedContent where Value: Decodable {
    static var newest: any (Decodable & Sendable).Type { Value.self }

    static func read(_ request: Request, as reading: ContentReading) async throws -> Versioned {
        let context = VersionContext.of(request)
        if let steps = context?.steps(of: Value.self), let oldest = steps.last {
            let old = try await oldest.reading().extract(request, reading)
            let value: Value = try VersionWay.upgrade(old, by: steps)
            try await RequestValidation.check(value, in: request)
            return Versioned(value)
        }
        if let list = Value.self as? any DecodableList.Type, let steps = context?.steps(ofElements: list),
            let oldest = steps.last
        {
            let old = try await oldest.reading().extractList(request, reading)
            guard let value = try VersionWay.upgrade(old, to: list, by: steps) as? Value else {
                throw BrokenVersionChain(expected: "\(Value.self)", got: "\(list)")
            }
            try await RequestValidation.check(value, in: request)
            return Versioned(value)
        }
        return Versioned(try await reading.value(Value.self, from: request))
    }
}

extension Versioned: HoldingType {
    package static var held: [Any.Type] { [Value.self] }
}

/// A versioned value that is read.
protocol VersionedContent: Decodable, Sendable {
    /// The newest form.
    static var newest: any (Decodable & Sendable).Type { get }
    static func read(_ request: Request, as reading: ContentReading) async throws -> Self
}

/// How content is read.
enum ContentReading {
    /// As JSON alone.
    case json
    /// By its media type.
    case negotiated

    func value<Value: Decodable & Sendable>(_ type: Value.Type, from request: Request) async throws -> Value {
        var source = ExtractionSource(request)
        switch self {
        case .json: return try await JSON<Value>.extract(from: &source).value
        case .negotiated: return try await Content<Value>.extract(from: &source).value
        }
    }
}

extension Versioned: ResponseConvertible where Value: Encodable {
    public func response(for request: Request) async throws -> Response {
        let context = VersionContext.of(request)
        if let steps = context?.steps(of: Value.self), let oldest = steps.last {
            return try await oldest.writing().respond(try VersionWay.downgrade(value, by: steps), request)
        }
        if let list = value as? any VersionedList, let steps = context?.steps(of: list.elementType),
            let oldest = steps.last
        {
            let old = try list.elements.map { try VersionWay.downgrade($0, by: steps) }
            return try await oldest.writing().respondList(old, request)
        }
        return try await Negotiated(value).response(for: request)
    }
}

extension Versioned: ResponseDescribing where Value: Encodable {
    /// Those of the value; documents show the form that it has in their version.
    public static var responses: [ResponseDescription] {
        Negotiated<Value>.responses.map { response in
            var response = response
            if response.type == Value.self { response.type = Versioned<Value>.self }
            return response
        }
    }
}

extension Versioned: Encodable where Value: Encodable {
    public func encode(to encoder: any Encoder) throws {
        guard let steps = VersionContext.current?.steps(of: Value.self), let oldest = steps.last else {
            var container = encoder.singleValueContainer()
            return try container.encode(value)
        }
        try oldest.writing().encode(try VersionWay.downgrade(value, by: steps), encoder)
    }
}

extension Versioned: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws {
        guard let steps = VersionContext.current?.steps(of: Value.self), let oldest = steps.last else {
            self.init(try Value(from: decoder))
            return
        }
        self.init(try VersionWay.upgrade(try oldest.reading().decode(decoder), by: steps))
    }
}

/// Brings values from one form to another.
private enum VersionWay {
    /// From the oldest form to the newest.
    static func upgrade<Value>(_ old: Any, by steps: [AnyVersionStep]) throws -> Value {
        let new = try steps.reversed().reduce(old) { try $1.reading().apply($0) }
        guard let value = new as? Value else {
            throw BrokenVersionChain(expected: "\(Value.self)", got: "\(type(of: new))")
        }
        return value
    }

    static func upgrade<List: DecodableList>(
        _ old: [Any], to type: List.Type, by steps: [AnyVersionStep]
    ) throws -> List {
        var elements: [List.Element] = []
        var rows = RowProblems()
        for element in old {
            if let element: List.Element = try rows.element({ try upgrade(element, by: steps) }) {
                elements.append(element)
            }
        }
        try rows.check()
        return List(elements)
    }

    /// From the newest form to the oldest.
    static func downgrade(_ new: Any, by steps: [AnyVersionStep]) throws -> Any {
        try steps.reduce(new) { try $1.writing().apply($0) }
    }
}

extension AnyVersionStep {
    fileprivate func reading() throws -> Upgrade {
        guard let upgrade else { throw MissingVersionStep(change: name, way: "upgrade") }
        return upgrade
    }

    fileprivate func writing() throws -> Downgrade {
        guard let downgrade else { throw MissingVersionStep(change: name, way: "downgrade") }
        return downgrade
    }
}

/// A type that is read has changes that only know its answers, or the reverse.
struct MissingVersionStep: Error, CustomStringConvertible {
    let change: String
    let way: String

    var description: String { "the change `\(change)` has no \(way); let it be a VersionChange" }
}

extension VersionContext {
    fileprivate func steps<List: DecodableList>(ofElements list: List.Type) -> [AnyVersionStep] {
        steps(of: List.Element.self)
    }
}

/// A list whose elements may have other forms.
private protocol VersionedList {
    var elementType: any Any.Type { get }
    var elements: [Any] { get }
}

extension Array: VersionedList where Element: Encodable {
    fileprivate var elementType: any Any.Type { Element.self }
    fileprivate var elements: [Any] { self }
}
