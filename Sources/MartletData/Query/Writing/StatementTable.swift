import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The texts of statements of one database, found by their bytes.
///
/// A text that was written before is found without making a string of it. The table holds at most twice its limit: when
/// the newer half is full, the older one is forgotten with all that was not asked for since.
final class StatementTable: Sendable {
    private struct Halves {
        var newer: [UInt64: [StatementText]] = [:]
        var older: [UInt64: [StatementText]] = [:]
        var count = 0
    }

    private let halves = Mutex(Halves())
    private let limit: Int

    /// - Parameter limit: how many texts are kept at least.
    init(limit: Int = 4096) { self.limit = limit }

    /// The text with these bytes, made when it is new.
    /// - Parameter isReadOnly: whether it only reads, which is a part of what is looked up: the same text may lock rows for
    ///   one and not for another, where a database has no word for it.
    func text(_ bytes: [UInt8], isReadOnly: Bool?) -> StatementText {
        let key = Self.hash(bytes)
        return halves.withLock { halves in
            if let found = Self.find(bytes, isReadOnly, in: halves.newer[key]) { return found }
            let text =
                Self.find(bytes, isReadOnly, in: halves.older[key])
                ?? StatementText(String(decoding: bytes, as: UTF8.self), isReadOnly: isReadOnly)
            if halves.count >= limit {
                halves.older = halves.newer
                halves.newer = [:]
                halves.count = 0
            }
            halves.newer[key, default: []].append(text)
            halves.count += 1
            return text
        }
    }

    private static func find(
        _ bytes: [UInt8], _ isReadOnly: Bool?, in texts: [StatementText]?
    ) -> StatementText? {
        guard let texts else { return nil }
        return texts.first { text in
            guard text.sql.utf8.count == bytes.count, text.declaredReadOnly == isReadOnly else { return false }
            return text.sql.utf8.withContiguousStorageIfAvailable { known in
                bytes.withUnsafeBufferPointer { bytes in
                    guard let known = known.baseAddress, let bytes = bytes.baseAddress else { return true }
                    return memcmp(known, bytes, text.sql.utf8.count) == 0
                }
            } ?? text.sql.utf8.elementsEqual(bytes)
        }
    }

    /// FNV-1a over words of eight bytes: the texts are our own, so nobody can choose them to collide.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            var index = 0
            while index + 8 <= bytes.count {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x0000_0100_0000_01b3
                hash ^= hash >> 29
                index += 8
            }
            while index < bytes.count {
                hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3
                index += 1
            }
            return hash
        }
    }

    private static let tables = Mutex<[String: StatementTable]>([:])

    /// The table of a database, by the name of its dialect.
    static func of(_ dialect: String) -> StatementTable {
        tables.withLock { tables in
            if let table = tables[dialect] { return table }
            let table = StatementTable()
            tables[dialect] = table
            return table
        }
    }
}
