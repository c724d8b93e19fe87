import Foundation
import GRDB
import MartletData
import MartletSQLite

// Reads and writes 100,000 rows of SQLite in this process and prints the seconds as JSON:
//   RowBenchmark FOLDER ROUNDS

/// What GRDB reads by index, with the same types.
struct PlainMeasurement {
    let id: Int
    let name: String
    let value: Double
    let taken: CalendarDate
    let active: Bool
    let amount: Int
}

let rows = 100_000
let folder = CommandLine.arguments.dropFirst().first ?? "."
let rounds = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 3
let path = "\(folder)/rows.sqlite"

func seconds(_ body: () async throws -> Int) async throws -> Double {
    let start = ContinuousClock.now
    let count = try await body()
    guard count == rows else { throw CocoaError(.coderInvalidValue) }
    return (ContinuousClock.now - start) / .seconds(1)
}

var figures: [String: [Double]] = [:]
let database = try MartletData.Database("sqlite:\(path)", drivers: [.sqlite])
try await database.createTables(Measurement.self)
let models = (1...rows).map(Measurement.init(number:))
for _ in 0..<rounds {
    try await Measurement.query.delete(in: database)
    figures["bulk insert", default: []].append(
        try await seconds {
            try await database.transaction { transaction in try await Measurement.insert(models, in: transaction) }
            return models.count
        })
    figures["read", default: []].append(
        try await seconds { try await Measurement.query.all(in: database).count })
}
try await database.close()

let queue = try DatabaseQueue(path: path)
for _ in 0..<rounds {
    figures["read by index through GRDB", default: []].append(
        try await seconds {
            try await queue.read { db in
                var found: [PlainMeasurement] = []
                let cursor = try Row.fetchCursor(
                    db, sql: "SELECT id, name, value, taken, active, amount FROM measurement")
                while let row = try cursor.next() {
                    guard let taken = CalendarDate(row[3] as String) else { throw CocoaError(.coderInvalidValue) }
                    found.append(
                        PlainMeasurement(
                            id: row[0], name: row[1], value: row[2], taken: taken, active: row[4], amount: row[5]))
                }
                return found.count
            }
        })
}
print(String(decoding: try JSONEncoder().encode(figures), as: UTF8.self))
