import MartletData
import MartletHTTP
import MartletJSON
import MartletPostgres
import MartletResources
import MartletSQLite

// The API layer: JSON into validated values at `/orders`, the same without rules at `/orders/unchecked`, and a resource
// with a relation at `/tracks`. DATABASE_URL says where its tables are; they are made and filled when they are missing.

/// Where the database is.
struct Place: SettingsSection {
    let url: String
    init(from reader: SettingsReader) { url = reader.string("database.url", default: "sqlite:data/benchmark.sqlite") }
}

let app = App(disabling: .all)
let database = try Database(app.settings.read(Place.self).url, drivers: [.sqlite, .postgres])
app.services[Database.self] = database

app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
app.post("/orders") { (order: JSON<Order>) in
    Receipt(order.reference, quantities: order.lines.map(\.quantity))
}
app.post("/orders/unchecked") { (order: JSON<UncheckedOrder>) in
    Receipt(order.reference, quantities: order.lines.map(\.quantity))
}
app.resource(Track.self) { tracks in
    tracks.include("album") { $0.album }
}

app.onStart { _ in try await Track.seed(in: database) }
app.onStop { try await database.close() }
try await app.run()
