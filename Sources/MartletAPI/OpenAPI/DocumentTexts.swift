import Synchronization

/// A description as it is served.
struct DocumentText: Sendable {
    /// The version of the API that it is about; `nil` for an API without versions.
    let version: String?
    let json: String
    /// `nil` for a description that is there as JSON alone.
    let yaml: String?
}

/// The descriptions of an API, one for each version; made before the port opens.
final class DocumentTexts: Sendable {
    private let texts = Mutex<[DocumentText]>([])

    func set(_ texts: [DocumentText]) { self.texts.withLock { $0 = texts } }

    /// All of them, the newest first.
    var all: [DocumentText] { texts.withLock { $0 } }

    /// That of a version, or the newest.
    func text(of version: String?) -> DocumentText? {
        version == nil ? all.first : all.first { $0.version == version }
    }
}
