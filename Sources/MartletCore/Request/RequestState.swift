import Synchronization

/// A typed place in a request's state.
///
/// ```swift
/// enum Locale: StateKey { typealias Value = String }
/// request.state[Locale.self] = "de"
/// ```
public protocol StateKey {
    /// What is kept under this key.
    associatedtype Value: Sendable
}

/// Values that live as long as one request; every copy of the request sees the same ones.
public final class RequestState: Sendable {
    private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

    package init() {}

    /// The value under a key; `nil` when nobody has set it.
    public subscript<Key: StateKey>(key: Key.Type) -> Key.Value? {
        get { values.withLock { $0[ObjectIdentifier(key)] } as? Key.Value }
        set { values.withLock { $0[ObjectIdentifier(key)] = newValue } }
    }

    /// The value under a key; one that is made now when nobody has set it, in one step.
    package func value<Key: StateKey>(of key: Key.Type, orMake make: () -> Key.Value) -> Key.Value {
        values.withLock { values in
            if let known = values[ObjectIdentifier(key)] as? Key.Value { return known }
            let new = make()
            values[ObjectIdentifier(key)] = new
            return new
        }
    }
}
