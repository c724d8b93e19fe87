import Synchronization

/// What was opened for one request.
package final class RequestDependencies: Sendable {
    package enum Place: StateKey { package typealias Value = RequestDependencies }

    private typealias Closer = @Sendable ((any Error)?) async -> Void

    private enum Entry {
        case opening(Opening)
        case open(any Sendable)
    }

    /// A value that some task is making.
    private struct Opening {
        let name: String
        /// What was being made when it was asked for first; `nil` where a handler or middleware asked.
        let asking: ObjectIdentifier?
        /// Who waits for it, by the number of the wait.
        var waiting: [Int: Wait] = [:]

        /// What cannot be made without it.
        var needing: [ObjectIdentifier] { ([asking] + waiting.values.map(\.asking)).compactMap { $0 } }
    }

    /// A task that waits for what another makes.
    private struct Wait {
        /// What the task itself is making; `nil` where it makes nothing.
        let asking: ObjectIdentifier?
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        /// How many waits there were.
        var waits = 0
        /// In the order of opening.
        var closers: [Closer] = []
        var isRegistered = false
        var isClosed = false
        var holds = 0
        /// Whether the response is out, and only those who hold on keep it open.
        var isDue = false
        var failure: (any Error)?

        /// Takes a wait back that has not ended.
        mutating func removeWait(_ number: Int, for id: ObjectIdentifier) -> Wait? {
            guard case .opening(var opening) = entries[id] else { return nil }
            defer { entries[id] = .opening(opening) }
            return opening.waiting.removeValue(forKey: number)
        }

        /// The circle that closes when what is made waits for something: what is made, and all up to it again; `nil` for none.
        func circle(from made: ObjectIdentifier, by wanted: ObjectIdentifier) -> [String]? {
            var ways = [[made]]
            var seen: Set<ObjectIdentifier> = [made]
            while let way = ways.popLast(), let last = way.last {
                if last == wanted { return ([made] + way.reversed()).map(name) }
                guard case .opening(let opening) = entries[last] else { continue }
                for next in opening.needing where seen.insert(next).inserted { ways.append(way + [next]) }
            }
            return nil
        }

        private func name(_ id: ObjectIdentifier) -> String {
            if case .opening(let opening) = entries[id] { opening.name } else { "another" }
        }
    }

    private let state = Mutex(State())

    /// The one value of a type.
    func value<Value: Dependency>(_ type: Value.Type, _ source: inout ExtractionSource) async throws -> Value {
        let id = ObjectIdentifier(type)
        // Before anything is waited for: it would wait for itself.
        if let start = source.opening.firstIndex(where: { $0.id == id }) {
            throw DependencyError.circle(source.opening[start...].map(\.name) + ["\(type)"])
        }
        while true {
            switch try claim(id, "\(type)", source) {
            case .open(let value as Value): return value
            case .open, nil: return try await open(type, id, &source)
            case .opening: try await untilOpened(id, for: source.opening.last?.id)
            }
        }
    }

    /// What is there; `nil` where the caller has to open it.
    private func claim(_ id: ObjectIdentifier, _ name: String, _ source: ExtractionSource) throws -> Entry? {
        let (entry, registers) = try state.withLock { state in
            if let entry = state.entries[id] { return (Entry?.some(entry), false) }
            guard !state.isClosed else { throw DependencyError.requestIsOver(name) }
            state.entries[id] = .opening(Opening(name: name, asking: source.opening.last?.id))
            defer { state.isRegistered = true }
            return (nil, !state.isRegistered)
        }
        if registers { source.request.afterResponse { await self.responseIsOut() } }
        return entry
    }

    private func open<Value: Dependency>(
        _ type: Value.Type, _ id: ObjectIdentifier, _ source: inout ExtractionSource
    ) async throws -> Value {
        source.opening.append((id, "\(type)"))
        defer { source.opening.removeLast() }
        do {
            let replacement = source.request.services[DependencyReplacements.self]?.find(Value.self)
            let value: Value
            if let replacement {
                value = try await replacement.run(&source)
            } else {
                value = try await Value.open(for: &source)
            }
            // A value that a test put in place is the test's to close.
            let closer: Closer = { error in await value.close(after: error) }
            settle(id, value, closer: replacement?.isShared == true ? nil : closer)
            return value
        } catch {
            settle(id, nil, closer: nil)
            throw error
        }
    }

    private func settle(_ id: ObjectIdentifier, _ value: (any Sendable)?, closer: Closer?) {
        let (waiting, isLate): ([Wait], Bool) = state.withLock { state in
            defer {
                state.entries[id] = value.map { .open($0) }
                if let closer, !state.isClosed { state.closers.append(closer) }
            }
            guard case .opening(let opening) = state.entries[id] else { return ([], state.isClosed) }
            return (Array(opening.waiting.values), state.isClosed)
        }
        for wait in waiting { wait.continuation.resume() }
        // A task that outlives its request may open something when all the rest is closed.
        if isLate, let closer { Task { await closer(nil) } }
    }

    /// Waits until another task has made a value, or failed to.
    /// - Parameter asking: what the task that waits is making; `nil` where it makes nothing.
    /// - Throws: ``DependencyError/circle(_:)`` where the value waits for what this task makes; `CancellationError`.
    private func untilOpened(_ id: ObjectIdentifier, for asking: ObjectIdentifier?) async throws {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    guard case .opening(var opening) = state.entries[id] else { return .success(()) }
                    // A cancellation from here on finds the wait and ends it.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let asking, let circle = state.circle(from: asking, by: id) {
                        return .failure(DependencyError.circle(circle))
                    }
                    opening.waiting[number] = Wait(asking: asking, continuation: continuation)
                    state.entries[id] = .opening(opening)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let wait = state.withLock { $0.removeWait(number, for: id) }
            wait?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Remembers what the handler threw, for those that are closed.
    package func handlerFailed(_ error: any Error) { state.withLock { $0.failure = error } }

    private func responseIsOut() async {
        state.withLock { $0.isDue = true }
        await closeIfDue()
    }

    private func closeIfDue() async {
        let (closers, failure): ([Closer], (any Error)?) = state.withLock { state in
            guard state.isDue, state.holds == 0, !state.isClosed else { return ([], nil) }
            state.isClosed = true
            defer { state.closers = [] }
            return (state.closers, state.failure)
        }
        for close in closers.reversed() { await close(failure) }
    }

    /// Keeps what is open for longer than the response, until the hold is released or given up.
    package func hold() -> Hold {
        state.withLock { $0.holds += 1 }
        return Hold(self)
    }

    fileprivate func release() async {
        state.withLock { $0.holds -= 1 }
        await closeIfDue()
    }

    /// One who goes on with what was opened behind the response.
    package final class Hold: Sendable {
        private let dependencies: RequestDependencies
        private let isReleased = Atomic<Bool>(false)

        init(_ dependencies: RequestDependencies) { self.dependencies = dependencies }

        /// Ends it; the second time does nothing.
        package func release() async {
            guard !isReleased.exchange(true, ordering: .relaxed) else { return }
            await dependencies.release()
        }

        deinit {
            guard !isReleased.load(ordering: .relaxed) else { return }
            let dependencies = dependencies
            Task { await dependencies.release() }
        }
    }
}

/// What stands in place of dependencies, in tests.
package final class DependencyReplacements: Sendable {
    private let byType = Mutex<[ObjectIdentifier: any Sendable]>([:])

    package init() {}

    /// How a value of a type is made instead; `nil` takes the replacement back.
    /// - Parameter isShared: whether all requests get one value, which none of them closes.
    package func set<Value: Dependency>(
        _ type: Value.Type, isShared: Bool, _ make: (@Sendable (inout ExtractionSource) async throws -> Value)?
    ) {
        byType.withLock { $0[ObjectIdentifier(type)] = make.map { Make(isShared: isShared, run: $0) } }
    }

    func find<Value: Dependency>(_ type: Value.Type) -> Make<Value>? {
        byType.withLock { $0[ObjectIdentifier(type)] as? Make<Value> }
    }

    struct Make<Value: Dependency>: Sendable {
        let isShared: Bool
        let run: @Sendable (inout ExtractionSource) async throws -> Value
    }
}
