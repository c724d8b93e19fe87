import MartletData
import MartletHTTP
import MartletMySQL
import MartletPostgres
import MartletSQLite

/// The tests of the TechEmpower benchmarks with a database, to their rules:
/// <https://github.com/TechEmpower/FrameworkBenchmarks/wiki/Project-Information-Framework-Tests-Overview>
///
/// `DATABASE_URL` says where the tables are; they are made and filled when they are missing.

/// How many queries a request asks for: from 1 to 500, and 1 where it is no number.
struct Amount: Extractor {
    let value: Int

    static func extract(from source: inout ExtractionSource) throws -> Amount {
        Amount(value: try min(max(source.request.query["queries"].flatMap { Int($0) } ?? 1, 1), 500))
    }
}

/// What the rules want besides `Date`, which every response has.
struct ServerName: Middleware {
    func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        response.headers[.server] = "Martlet"
        return response
    }
}

struct Greeting: Encodable {
    let message: String
}

let app = App(disabling: .all)
app.use(ServerName())
let url = app.settings.read(Place.self).url
let database = try Database(url, drivers: [.sqlite, .postgres, .mysql])
app.services[Database.self] = database
app.readiness("database") { _ in _ = try await World.find(1, in: database) }

app.get("/plaintext") { "Hello, World!" }
app.get("/json") { Greeting(message: "Hello, World!") }
app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }

app.get("/db") { (database: Database) in try await World.random(in: database) }
app.get("/queries/") { (amount: Amount, database: Database) in
    try await World.random(amount.value, in: database)
}
app.get("/fortunes") { (database: Database) in
    var fortunes = try await Fortune.query.all(in: database)
    fortunes.append(Fortune(id: 0, message: "Additional fortune added at request time."))
    fortunes.sort { $0.message < $1.message }
    return HTML(fortunes: fortunes)
}
app.get("/updates/") { (amount: Amount, database: Database) in
    var worlds = try await World.random(amount.value, in: database)
    for index in worlds.indices { worlds[index].randomNumber = World.randomID }
    try await World.update(worlds, in: database)
    return worlds
}

let cache = WorldCache()
app.get("/cached-worlds/") { (amount: Amount) in cache.random(amount.value) }

app.onStart { _ in
    try await Seed.run(in: database)
    cache.fill(try await World.query.all(in: database))
}
app.onStop { try await database.close() }
try await app.run()

/// Where the database is.
struct Place: SettingsSection {
    let url: String
    init(from reader: SettingsReader) { url = reader.string("database.url", default: "sqlite:data/benchmark.sqlite") }
}
