import MartletCore

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
struct PageReload: Sendable {
    /// How often watched folders and the build's messages are looked at while a page is open.
    static let interval = Duration.milliseconds(500)

    private let process = Hex.string(UInt64.random(in: .min ... .max))
    private let folders: WatchedFolders
    private let buildLog: String?

    init(folders: WatchedFolders?, settings: DevelopmentSettings) {
        self.folders = folders ?? WatchedFolders()
        buildLog = settings.buildLog
    }

    /// The version of a page that is made now.
    var version: String { "\(process)-\(folders.stamp)" }

    /// What is wrong with the last build; empty when nothing is.
    private var buildMessages: String {
        buildLog.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } ?? ""
    }

    /// Tells versions and the build's messages as they change, until the task is cancelled.
    func events(_ writer: EventWriter) async throws {
        var sentVersion: String?
        var sentMessages = ""
        while true {
            let version = version
            if version != sentVersion {
                try await writer.send(ServerSentEvent(data: version, event: "version"))
                sentVersion = version
            }
            let messages = buildMessages
            if messages != sentMessages {
                try await writer.send(ServerSentEvent(data: messages, event: "build"))
                sentMessages = messages
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
