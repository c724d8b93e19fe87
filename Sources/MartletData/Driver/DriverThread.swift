#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Threads for what must not hold up a thread that others share: C libraries that look names up or wait for a server.
public enum DriverThread {
    /// Runs a body on a thread of its own, which ends with it.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` when the system allows no more threads.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(DatabaseError) {
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
            let status = pthread_create(&thread, nil, { Body.run($0) }, argument)
        #else
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { Body.run($0) }, argument)
        #endif
        guard status == 0 else {
            Unmanaged<Body>.fromOpaque(argument).release()
            throw DatabaseError(
                .connection, "the system allows no more threads (error \(status)); raise its limit of threads")
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    /// Runs a body on a thread of its own and waits for its result without holding up the caller's thread.
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try start { continuation.resume(with: Result(catching: body)) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private final class Body {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let argument else { return nil }
            Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        }
    }
}
