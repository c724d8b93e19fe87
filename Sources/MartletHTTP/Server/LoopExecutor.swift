import NIOCore

/// Runs tasks on one event loop, so that a handler that never suspends costs no hop and one that does comes back.
///
/// It is a task executor only: one type that is both task and serial executor would let isolation be confused.
final class LoopExecutor: TaskExecutor {
    let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
