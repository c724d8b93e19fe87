import FaultWork
import MartletData
import MartletMySQL
import MartletPostgres
import MartletSQLite

// FaultWriter write RUN URL | migrate URL | fill BYTES URL | read URL: works on a database until it is done or killed.
let arguments = CommandLine.arguments.dropFirst()
do {
    guard let url = arguments.last else { throw DatabaseError(.connection, "expected a URL as the last argument") }
    let database = try Database(url, drivers: [.sqlite, .postgres, .mysql])
    switch arguments.first {
    case "write": try await Ledger.write(arguments.dropFirst().first ?? "", in: database)
    case "migrate": try await Catalogue.migrate(database)
    case "fill":
        try await Filling.run(in: database, limit: arguments.dropFirst().first.flatMap { UInt($0) } ?? 1_000_000)
    case "read": try await LongReading.run(in: database)
    default: throw DatabaseError(.unsupported, "expected write, migrate, fill or read as the first argument")
    }
    try await database.close()
    Announcer.say("done")
} catch {
    Announcer.say("failed \(error)")
}
