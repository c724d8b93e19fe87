import MartletCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that no name leads out of.
struct ConfinedFolder: Sendable {
    /// The folder without symbolic links on the way.
    let path: String

    /// `nil` when there is no such folder.
    init?(_ path: String) {
        guard let real = Self.realPath(path), FileStatus(path: real)?.kind == .directory else { return nil }
        self.path = real
    }

    /// The real path of a name inside the folder; `nil` when there is nothing, or when it leads out.
    ///
    /// A symbolic link may lead to another place inside.
    func resolve(_ name: String) -> String? {
        guard Self.isSafe(name), let real = Self.realPath("\(path)/\(name)") else { return nil }
        let prefix = path == "/" ? "/" : path + "/"
        return real.utf8.starts(with: prefix.utf8) ? real : nil
    }

    /// Opens a file by the real path of a name, also where a link has taken its place since.
    /// - Throws: ``OpenFileError``.
    func open(_ path: String) throws(OpenFileError) -> OpenFile { try OpenFile(path, below: self.path) }

    /// Whether a name consists of plain segments: no dots that lead up, no hidden files but `.well-known` (RFC 8615),
    /// no backslash or control character, no empty segment.
    static func isSafe(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return false }
        let segments = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            guard let first = segment.first else { return false }
            if first == UInt8(ascii: "."), index > 0 || !segment.elementsEqual(".well-known".utf8) { return false }
        }
        return true
    }

    private static func realPath(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(validatingCString: text)
    }
}
