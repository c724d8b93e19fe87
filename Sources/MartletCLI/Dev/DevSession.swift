import Dispatch
import Foundation
import Synchronization

/// Builds, serves and restarts until SIGINT or SIGTERM.
final class DevSession: Sendable {
    private struct State {
        var build: Process?
        var application: Process?
        var isStopping = false
    }

    /// How long an application may take to finish its requests before it is ended.
    private static let patience = Duration.seconds(10)

    private let package: SwiftPackage
    private let product: String
    private let scope: SourceStamp.Scope
    private let state = Mutex(State())

    init(package: SwiftPackage, product: String, sources: SourceStamp.Scope) {
        self.package = package
        self.product = product
        scope = sources
    }

    func run() throws {
        let signals = [SIGINT, SIGTERM].map { number in
            // A handler, since what a process ignores its children ignore too.
            signal(number) { _ in }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in stop() }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }

        let folder = try package.binaryFolder()
        let executable = URL(filePath: folder).appending(path: product)
        let log = BuildLog(folder: folder)
        let watcher = ChangeWatcher()
        var built: SourceStamp?
        var served: ExecutableStamp?
        while !isStopping {
            let current = SourceStamp(scope)
            watcher.watch(current.folders)
            if current == built {
                watcher.wait(atMost: .seconds(2))
                // Editors and version control write in several steps.
                settle(watcher)
                continue
            }
            if let change = built.flatMap({ current.firstChange(since: $0) }) { say("\(change) has changed") }
            built = current
            guard build(log) else { continue }
            let stamp = ExecutableStamp(executable)
            guard stamp != served || !isServing else { continue }
            endApplication()
            guard !isStopping else { break }
            try start(executable, log)
            served = stamp
        }
        endApplication()
        log.remove()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }
    private var isServing: Bool { state.withLock { $0.application?.isRunning == true } }

    /// Ends the build that runs; the loop does the rest.
    private func stop() {
        let (build, application) = state.withLock { state in
            state.isStopping = true
            return (state.build, state.application)
        }
        build?.terminate()
        application?.terminate()
    }

    private func settle(_ watcher: ChangeWatcher) {
        var last = SourceStamp(scope)
        for _ in 0..<20 {
            Thread.sleep(forTimeInterval: 0.05)
            let next = SourceStamp(scope)
            if next == last { return }
            last = next
        }
    }

    private func build(_ log: BuildLog) -> Bool {
        let start = ContinuousClock.now
        let process = Command.process(package.build(product))
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        do {
            try state.withLock { state in
                try process.run()
                state.build = process
            }
        } catch {
            say("swift cannot be run: \(error.localizedDescription)")
            return false
        }
        let output = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        state.withLock { $0.build = nil }
        guard !isStopping else { return false }
        let messages = BuildOutput.messages(in: String(decoding: output, as: UTF8.self))
        if !messages.isEmpty { write(messages) }
        let seconds = (ContinuousClock.now - start).components
        let took = "\(seconds.seconds).\(seconds.attoseconds / 100_000_000_000_000_000) s"
        let succeeded = process.terminationReason == .exit && process.terminationStatus == 0
        if succeeded {
            say("built in \(took)")
            log.write("")
        } else {
            say("the build failed after \(took)" + (isServing ? "; what ran before still runs" : ""))
            log.write(messages.isEmpty ? "the build failed" : messages)
        }
        return succeeded
    }

    private func start(_ executable: URL, _ log: BuildLog) throws {
        var environment = ["MARTLET_BUILD_LOG": log.path]
        if ProcessInfo.processInfo.environment["MARTLET_ENV"] == nil { environment["MARTLET_ENV"] = "development" }
        let process = Command.process([executable.path(percentEncoded: false), "serve"], environment: environment)
        process.terminationHandler = { [self] process in
            let wasExpected = state.withLock { $0.isStopping || $0.application !== process }
            guard !wasExpected else { return }
            say("the application ended with status \(process.terminationStatus); it starts again after a change")
        }
        try state.withLock { state in
            guard !state.isStopping else { return }
            try process.run()
            state.application = process
        }
    }

    private func endApplication() {
        let application = state.withLock { state in
            defer { state.application = nil }
            return state.application
        }
        guard let application, application.isRunning else { return }
        application.terminate()
        let deadline = ContinuousClock.now + Self.patience
        while application.isRunning {
            Thread.sleep(forTimeInterval: 0.01)
            if ContinuousClock.now > deadline {
                say("the application does not end; killing it")
                kill(application.processIdentifier, SIGKILL)
                application.waitUntilExit()
            }
        }
    }

    private func say(_ sentence: String) { write("dev: \(sentence)") }

    /// Goes out at once, also where the standard output would be collected first.
    private func write(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}

/// Where the messages of the last build are; the running application shows them on its pages. Empty after a success.
struct BuildLog {
    let path: String

    init(folder: String) { path = folder + "/martlet-dev-\(ProcessInfo.processInfo.processIdentifier).log" }

    func write(_ text: String) { try? text.write(toFile: path, atomically: true, encoding: .utf8) }
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Tells whether an executable has been linked anew.
private struct ExecutableStamp: Equatable {
    private var modified: Date?
    private var file: UInt64?

    init(_ url: URL) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path(percentEncoded: false))
        modified = attributes?[.modificationDate] as? Date
        file = (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
    }
}
