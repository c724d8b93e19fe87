import MartletCore
import MartletHash

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// Looks at the files of a static folder. Everything here waits for the disk.
struct StaticFolder: Sendable {
    /// Files up to this size are kept in memory while there is room.
    static let maximumKeptSize = 256 << 10
    /// Larger files are not read at the start: their tag comes from size and times, and they have no hashed name.
    static let maximumHashedSize = 32 << 20
    private static let maximumDepth = 64

    let folder: ConfinedFolder

    /// Looks at one file and its compressed siblings.
    /// - Parameters:
    ///   - known: what was seen of the file before; its hashes are taken over where nothing has changed.
    ///   - room: how many bytes may still be kept in memory.
    ///   - checksAge: leaves siblings out that are older than the file.
    func load(_ name: String, known: StaticFile? = nil, room: inout Int, checksAge: Bool) -> StaticFile? {
        guard let plain = variant(name, coding: nil, known: known?.plain, room: &room) else { return nil }
        var file = StaticFile(
            name: name, type: MediaTypes.ofFile(name), hash: plain.hash, plain: plain.variant)
        for (coding, suffix) in StaticFile.codings {
            let known = known?.encoded.first { $0.coding == coding }
            guard let sibling = variant(name + suffix, coding: coding, known: known, room: &room) else { continue }
            let (ours, theirs) = (plain.status.modified, sibling.status.modified)
            if checksAge, (theirs.seconds, theirs.nanoseconds) < (ours.seconds, ours.nanoseconds) { continue }
            file.encoded.append(sibling.variant)
        }
        return file
    }

    private func variant(
        _ name: String, coding: String?, known: StaticFile.Variant?, room: inout Int
    ) -> (variant: StaticFile.Variant, hash: String?, status: FileStatus)? {
        guard let path = folder.resolve(name), let file = try? folder.open(path) else { return nil }
        let status = file.status
        if let known, case .disk(let copy) = known.source, copy.status == status, copy.path == path {
            return (known, isHashed(file) ? known.entityTag.value : nil, status)
        }
        var copy = StaticFile.DiskCopy(path: path, status: status)
        guard isHashed(file) else {
            return (.init(coding: coding, source: .disk(copy), entityTag: status.entityTag), nil, status)
        }
        let keeps = status.size <= min(Self.maximumKeptSize, room)
        guard let (hash, content) = try? read(file, keeping: keeps) else { return nil }
        copy.content = content
        room -= content?.readableBytes ?? 0
        return (.init(coding: coding, source: .disk(copy), entityTag: EntityTag(hash)), hash, status)
    }

    private func isHashed(_ file: OpenFile) -> Bool { file.status.size <= Self.maximumHashedSize }

    private func read(_ file: OpenFile, keeping: Bool) throws -> (hash: String, content: ByteBuffer?) {
        var hash = ContentHash()
        var offset = 0
        var kept = ByteBuffer()
        while offset < file.status.size {
            let part = try file.read(from: offset, count: min(file.status.size - offset, Self.maximumKeptSize))
            guard part.readableBytes > 0 else { throw FileTooShort(path: file.path) }
            part.withUnsafeReadableBytes { hash.add($0) }
            offset += part.readableBytes
            if keeping { kept.writeImmutableBuffer(part) }
        }
        return (hash.digits, keeping ? kept : nil)
    }

    /// The names of all files that may be served, sorted.
    func names() -> [String] {
        var names: [String] = []
        collect("", depth: 0, above: [folder.path], into: &names)
        return names.sorted()
    }

    private func collect(_ prefix: String, depth: Int, above: Set<String>, into names: inout [String]) {
        guard depth < Self.maximumDepth else { return }
        for entry in Self.entries(of: "\(folder.path)/\(prefix)") {
            let name = prefix + entry
            guard let path = folder.resolve(name), let status = FileStatus(path: path) else { continue }
            switch status.kind {
            case .regular: names.append(name)
            case .directory:
                // A link to a folder above would lead round and round.
                if !above.contains(path) {
                    collect(name + "/", depth: depth + 1, above: above.union([path]), into: &names)
                }
            case .other: break
            }
        }
    }

    private static func entries(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(validatingCString: $0)
                }
            }
            if let name, name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
