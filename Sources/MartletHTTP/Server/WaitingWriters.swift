import NIOCore

/// Writers of streamed content that wait until the client has taken what was written before.
///
/// A writer whose task is cancelled, since the server stops or the handler gives up, waits no longer.
final class WaitingWriters: @unchecked Sendable {  // safe: touched on the connection's event loop only
    private var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    private var nextID: UInt64 = 0

    /// Writes on the event loop, and waits while there is no room for more.
    /// - Parameter write: writes, and says whether there is room for more; `nil` when nobody takes it any more.
    /// - Throws: `CancellationError`.
    func write(on loop: any EventLoop, _ write: @escaping @Sendable () -> Bool?) async throws {
        try Task.checkCancellation()
        let ticket = Ticket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let start: @Sendable () -> Void = {
                    switch write() {
                    case nil: continuation.resume(throwing: CancellationError())
                    case true?: continuation.resume()
                    case false?:
                        if ticket.isCancelled { return continuation.resume(throwing: CancellationError()) }
                        self.nextID += 1
                        ticket.id = self.nextID
                        self.waiting[self.nextID] = continuation
                    }
                }
                if loop.inEventLoop { start() } else { loop.execute(start) }
            }
        } onCancel: {
            loop.execute {
                ticket.isCancelled = true
                self.waiting.removeValue(forKey: ticket.id)?.resume(throwing: CancellationError())
            }
        }
    }

    /// There is room: all go on.
    func resume() {
        let all = waiting
        waiting = [:]
        for writer in all.values { writer.resume() }
    }

    /// Nobody takes anything any more: all fail.
    func fail() {
        let all = waiting
        waiting = [:]
        for writer in all.values { writer.resume(throwing: CancellationError()) }
    }

    /// One write, as the loop and its canceller know it.
    private final class Ticket: @unchecked Sendable {  // safe: touched on the connection's event loop only
        var id: UInt64 = 0
        var isCancelled = false
    }
}
