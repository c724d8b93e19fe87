public import MartletHTTP
import Synchronization

/// A typed place in a session.
///
/// ```swift
/// enum CartKey: SessionKey {
///     static let name = "cart"
///     typealias Value = [Int]
/// }
/// session[CartKey.self, default: []].append(track.id)
/// ```
public protocol SessionKey {
    /// What is kept.
    associatedtype Value: Codable & Sendable
    /// What it is called in the cookie; short names leave more room.
    static var name: String { get }
}

/// What the site remembers of one client from request to request, kept in a signed cookie.
///
/// The client can read it but not change it; it holds about 3 kB. Changes count until the response begins.
///
/// ```swift
/// app.post("/cart/{id:int}") { (id: Path<Int>, session: Session) in
///     session[CartKey.self, default: []].append(id.value)
///     return Response.redirect(to: "/cart")
/// }
/// ```
public final class Session: Sendable {
    private struct State {
        var values: [String: SessionValue]
        var original: [String: SessionValue]
        var wasRead = false
        var failure: (any Error)?
    }

    private let state: Mutex<State>

    init(_ values: [String: SessionValue]) { state = Mutex(State(values: values, original: values)) }

    /// The value of a typed place; `nil` when it is empty or was written as another type.
    public subscript<Key: SessionKey>(key: Key.Type) -> Key.Value? {
        get { get(Key.name, as: Key.Value.self) }
        set { set(Key.name, newValue) }
    }

    /// The value of a typed place, or a default.
    public subscript<Key: SessionKey>(key: Key.Type, default value: @autoclosure () -> Key.Value) -> Key.Value {
        get { get(Key.name, as: Key.Value.self) ?? value() }
        set { set(Key.name, newValue) }
    }

    /// The value under a name; `nil` when there is none, or one of another type.
    public func get<Value: Decodable>(_ name: String, as type: Value.Type) -> Value? {
        let value = state.withLock { state in
            state.wasRead = true
            return state.values[name]
        }
        return value?.decoded(as: type)
    }

    /// Sets the value under a name; `nil` removes it.
    ///
    /// A value that cannot be JSON, such as a number that is not finite, makes the response a 500 and changes nothing.
    public func set(_ name: String, _ value: (some Encodable)?) {
        do {
            let encoded = try value.map { try SessionValue.encoded($0) }
            state.withLock { $0.values[name] = encoded }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    /// The names that have a value.
    public var names: [String] {
        state.withLock { state in
            state.wasRead = true
            return state.values.keys.sorted()
        }
    }

    /// Forgets everything, as a logout does; the cookie is removed.
    public func clear() { state.withLock { $0.values = [:] } }

    /// What the response has to know.
    /// - Throws: what went wrong with a value that was set.
    func outcome() throws -> (values: [String: SessionValue], hasChanged: Bool, wasRead: Bool) {
        let state = state.withLock { $0 }
        if let failure = state.failure { throw failure }
        return (state.values, state.values != state.original, state.wasRead)
    }
}

extension Session: Extractor, ServiceRequiring {
    public static func extract(from source: inout ExtractionSource) throws -> Session { try source.request.session }

    public static var requiredServices: [ServiceRequirement] {
        [ServiceRequirement(Sessions.self, name: "Session", advice: "install Sessions()")]
    }
}

/// The place of a request's session in its state.
enum SessionPlace: StateKey { typealias Value = Session }

extension Request {
    /// The client's session.
    /// - Throws: ``CookieError`` where ``Sessions`` is not installed.
    public var session: Session {
        get throws {
            guard let session = state[SessionPlace.self] else {
                throw CookieError("there is no session here: install `Sessions()` in the application first")
            }
            return session
        }
    }
}
