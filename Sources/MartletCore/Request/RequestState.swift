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
}
