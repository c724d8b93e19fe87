import Foundation
package import MartletData

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes until there is no room any more: files of this process may not grow over a limit.
package enum Filling {
    package static func run(in database: Database, limit: UInt) async throws {
        // Otherwise the system ends the process in place of refusing.
        signal(SIGXFSZ, SIG_IGN)
        var size = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
        #if canImport(Glibc)
            let result = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &size)
        #else
            let result = setrlimit(RLIMIT_FSIZE, &size)
        #endif
        guard result == 0 else { throw DatabaseError(.unsupported, "setrlimit: error \(errno)") }
        try await database.execute("CREATE TABLE blobs (id integer PRIMARY KEY, content blob)")
        var number = 0
        do {
            while true {
                try await database.transaction { [number] tx in
                    for half in 0..<2 {
                        try await tx.execute(
                            "INSERT INTO blobs (id, content) VALUES (\(number * 2 + half), \(Data(count: 20_000)))")
                    }
                }
                Announcer.say("committed \(number)")
                number += 1
            }
        } catch let error as DatabaseError {
            Announcer.say("error \(error.kind.rawValue): \(error.message)")
        }
        let rows = try await database.query("SELECT count(*) FROM blobs") { try $0.read(Int.self, at: 0) }
        Announcer.say("rows \(rows[0])")
        try await database.close()
    }
}
