import MartletCore
import NIOPosix
import Synchronization

/// The files of one ``StaticFiles``: fixed after the start, or looked up on disk for each request in development. Those
/// that are a part of the binary are fixed always.
final class StaticSite: Sendable {
    /// What a name leads to.
    enum Result {
        case file(StaticFile)
        /// A file by the name with the hash of its content.
        case hashed(StaticFile)
        /// A hashed name of a file that has other content by now.
        case outdated(StaticFile)
    }

    let routeName: String
    /// `nil` for files that are a part of the binary.
    private let folder: StaticFolder?
    private let index: [String: StaticFile]
    private let checksAge: Bool
    /// What was seen last of files that were looked at again, so that unchanged ones are not hashed again.
    private let seen = Mutex<[String: StaticFile]>([:])

    init(folder: StaticFolder, routeName: String, memoryLimit: Int, isDevelopment: Bool) {
        self.folder = folder
        self.routeName = routeName
        var room = isDevelopment ? 0 : memoryLimit
        var index: [String: StaticFile] = [:]
        for name in folder.names() {
            index[name] = folder.load(name, room: &room, checksAge: isDevelopment)
        }
        self.index = index
        checksAge = isDevelopment
        if isDevelopment { seen.withLock { [index] in $0 = index } }
    }

    /// Takes files that are a part of the binary. None of them is read here.
    init(embedded: [String: EmbeddedFile], routeName: String, memoryLimit: Int) {
        self.routeName = routeName
        folder = nil
        checksAge = false
        var room = memoryLimit
        let files = embedded.filter { ConfinedFolder.isSafe($0.key) }
        let contents = files.mapValues { file in
            let keeps = file.size <= min(StaticFolder.maximumKeptSize, room)
            if keeps { room -= max(0, file.size) }
            return EmbeddedContent(file, keeps: keeps)
        }
        func variant(_ name: String, _ coding: String?) -> StaticFile.Variant? {
            guard let file = files[name], let content = contents[name] else { return nil }
            return .init(coding: coding, source: .embedded(content), entityTag: EntityTag(file.hash))
        }
        var index: [String: StaticFile] = [:]
        for (name, file) in files {
            guard let plain = variant(name, nil) else { continue }
            index[name] = StaticFile(
                name: name, type: MediaTypes.ofFile(name), hash: file.hash, plain: plain,
                encoded: StaticFile.codings.compactMap { coding, suffix in variant(name + suffix, coding) })
        }
        self.index = index
    }

    /// The names of the files at the start, sorted.
    var names: [String] { index.keys.sorted() }

    /// Finds a file by its plain or its hashed name.
    func find(_ name: String, isDevelopment: Bool) -> Result? {
        if let file = file(name, isDevelopment: isDevelopment) { return .file(file) }
        guard let (plain, hash) = HashedName.parse(name), let file = file(plain, isDevelopment: isDevelopment) else {
            return nil
        }
        if file.hash == hash { return .hashed(file) }
        // Somebody was sent here because the file on disk is not the one of the start any more.
        let latest = seen.withLock { $0[plain] } ?? file
        if latest.hash == hash { return .hashed(latest) }
        return latest.hash == nil ? nil : .outdated(latest)
    }

    /// The same without holding up the event loop where that means to look at the disk.
    func finding(_ name: String, isDevelopment: Bool) async throws -> Result? {
        guard isDevelopment, folder != nil else { return find(name, isDevelopment: false) }
        return try await NIOThreadPool.singleton.runIfActive { self.find(name, isDevelopment: true) }
    }

    /// Looks at a file again that is not what it was.
    func reloading(_ name: String) async throws -> StaticFile? {
        try await NIOThreadPool.singleton.runIfActive { self.load(name) }
    }

    /// Opens a file; `nil` when it is gone.
    func open(_ copy: StaticFile.DiskCopy) async throws -> OpenFile? {
        guard let folder = folder?.folder else { return nil }
        do {
            return try await NIOThreadPool.singleton.runIfActive { try folder.open(copy.path) }
        } catch OpenFileError.missing, OpenFileError.notAFile {
            return nil
        }
    }

    /// The file of a plain name.
    func file(_ name: String, isDevelopment: Bool) -> StaticFile? {
        isDevelopment && folder != nil ? load(name) : index[name]
    }

    private func load(_ name: String) -> StaticFile? {
        guard let folder else { return nil }
        let known = seen.withLock { $0[name] }
        var room = 0
        let file = folder.load(name, known: known, room: &room, checksAge: checksAge)
        // Names that do not exist leave nothing behind, so clients cannot fill the memory.
        if file != nil || known != nil { seen.withLock { $0[name] = file } }
        return file
    }
}
