import MartletCore
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What development is told from outside.
struct DevelopmentSettings: SettingsSection {
    /// `MARTLET_BUILD_LOG`: the file in which `martlet dev` leaves what is wrong with the last build; empty when nothing is.
    let buildLog: String?

    init(from reader: SettingsReader) { buildLog = reader.string("martlet.build.log", default: nil) }
}

/// Reloads open pages in development: when the application has been started anew, and when watched files have changed.
///
/// A page is given a version, made of this process and the state of the watched folders, with a script that compares it
/// to what ``events(_:)`` tells. The script holds one connection while its page is visible. Nothing of this exists
/// outside of development.
final class PageReload: Sendable {
    /// How often watched folders and the build's messages are looked at while a page is open.
    static let interval = Duration.milliseconds(500)
    /// How often something is sent at least, so that a browser which has gone is noticed.
    static let heartbeat = 10

    private struct State {
        var folders = WatchedFolders()
        var buildLog: String?
        var hasEnded = false
    }

    private let process = Hex.string(UInt64.random(in: .min ... .max))
    private let state = Mutex(State())

    func configure(_ folders: WatchedFolders?, _ settings: DevelopmentSettings) {
        state.withLock { state in
            state.folders = folders ?? WatchedFolders()
            state.buildLog = settings.buildLog
        }
    }

    /// The version of a page that is made now.
    var version: String { "\(process)-\(state.withLock { $0.folders }.stamp)" }

    /// What is wrong with the last build; empty when nothing is.
    private var buildMessages: String {
        guard let path = state.withLock({ $0.buildLog }) else { return "" }
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    /// Lets open connections go, so that the process can stop.
    func end() { state.withLock { $0.hasEnded = true } }

    private var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Tells versions and the build's messages as they change (server-sent events, WHATWG HTML §9.2).
    func events(_ writer: ResponseWriter) async throws {
        var sentVersion: String?
        var sentMessages = ""
        var silence = 0
        try await writer.write("retry: 300\n\n")
        while !hasEnded {
            var events = ""
            let version = version
            if version != sentVersion {
                events += "event: version\ndata: \(version)\n\n"
                sentVersion = version
            }
            let messages = buildMessages
            if messages != sentMessages {
                let lines = messages.split(separator: "\n", omittingEmptySubsequences: false)
                events += "event: build\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
                sentMessages = messages
            }
            silence += 1
            if events.isEmpty, silence >= Self.heartbeat { events = ":\n\n" }
            if !events.isEmpty {
                silence = 0
                try await writer.write(events)
            }
            // Shutting down must not wait for a whole interval.
            for _ in 0..<10 where !hasEnded { try await Task.sleep(for: Self.interval / 10) }
        }
    }
}
