import Foundation
import Martlet

/// Fills an empty database from the seed.
struct SeedImport {
    /// The folder of the seed's files.
    var folder: URL

    /// Imports everything where there is no artist yet; the tables are there by migrations.
    ///
    /// All rows go into one transaction: an import that is interrupted leaves nothing, and the next start begins anew.
    /// - Returns: how many rows were imported; 0 when the data was there.
    @discardableResult
    func run(into database: Database) async throws -> Int {
        try await database.transaction { transaction in
            // Asked inside the transaction, so that of two processes that start at once only one imports.
            guard try await !Artist.query.exists(in: transaction) else { return 0 }
            return try await importAll(into: transaction)
        }
    }

    private func importAll(into transaction: Transaction) async throws -> Int {
        var rows = 0
        rows += try await load("artist", into: transaction) { row in
            Artist(id: try row.requiredWhole("artist_id"), name: try row.required("name"))
        }
        rows += try await load("album", into: transaction) { row in
            Album(
                id: try row.requiredWhole("album_id"), title: try row.required("title"),
                artist: try row.requiredWhole("artist_id"))
        }
        rows += try await load("genre", into: transaction) { row in
            Genre(id: try row.requiredWhole("genre_id"), name: try row.required("name"))
        }
        rows += try await load("media_type", into: transaction) { row in
            MediaType(id: try row.requiredWhole("media_type_id"), name: try row.required("name"))
        }
        rows += try await load("track", into: transaction, Self.track)
        rows += try await load("playlist", into: transaction) { row in
            Playlist(id: try row.requiredWhole("playlist_id"), name: try row.required("name"))
        }
        rows += try await load("playlist_track", into: transaction) { row in
            PlaylistTrack(
                id: row.number, playlist: try row.requiredWhole("playlist_id"), track: try row.requiredWhole("track_id")
            )
        }
        rows += try await load("employee", into: transaction, Self.employee)
        rows += try await load("customer", into: transaction, Self.customer)
        rows += try await load("invoice", into: transaction, Self.invoice)
        rows += try await load("invoice_line", into: transaction) { row in
            InvoiceLine(
                id: try row.requiredWhole("invoice_line_id"), invoice: try row.requiredWhole("invoice_id"),
                track: try row.requiredWhole("track_id"), unitPrice: try row.amount("unit_price"),
                quantity: try row.requiredWhole("quantity"))
        }
        return rows
    }

    /// Reads a file and inserts its rows a few hundred at a time, so that no table is in memory as a whole.
    private func load<Row: Model>(
        _ table: String, into transaction: Transaction, _ model: (SeedRow) throws -> Row
    ) async throws -> Int {
        var chunk: [Row] = []
        var count = 0
        for row in try SeedFile(table, in: folder) {
            chunk.append(try model(row))
            if chunk.count == 500 {
                try await Row.insert(chunk, in: transaction)
                count += chunk.count
                chunk.removeAll(keepingCapacity: true)
            }
        }
        try await Row.insert(chunk, in: transaction)
        return count + chunk.count
    }

    private static func track(_ row: SeedRow) throws -> Track {
        Track(
            id: try row.requiredWhole("track_id"), name: try row.required("name"), album: try row.whole("album_id"),
            mediaType: try row.requiredWhole("media_type_id"), genre: try row.whole("genre_id"),
            composer: try row.text("composer"), milliseconds: try row.requiredWhole("milliseconds"),
            bytes: try row.whole("bytes"), unitPrice: try row.amount("unit_price"))
    }

    private static func employee(_ row: SeedRow) throws -> Employee {
        Employee(
            id: try row.requiredWhole("employee_id"), lastName: try row.required("last_name"),
            firstName: try row.required("first_name"), title: try row.text("title"),
            reportsTo: try row.whole("reports_to"), birthDate: try row.time("birth_date"),
            hireDate: try row.time("hire_date"), address: try row.text("address"), city: try row.text("city"),
            state: try row.text("state"), country: try row.text("country"), postalCode: try row.text("postal_code"),
            phone: try row.text("phone"), fax: try row.text("fax"), email: try row.text("email"))
    }

    private static func customer(_ row: SeedRow) throws -> Customer {
        Customer(
            id: try row.requiredWhole("customer_id"), firstName: try row.required("first_name"),
            lastName: try row.required("last_name"), company: try row.text("company"),
            address: try row.text("address"), city: try row.text("city"), state: try row.text("state"),
            country: try row.text("country"), postalCode: try row.text("postal_code"), phone: try row.text("phone"),
            fax: try row.text("fax"), email: try row.required("email"), supportRep: try row.whole("support_rep_id"))
    }

    private static func invoice(_ row: SeedRow) throws -> Invoice {
        Invoice(
            id: try row.requiredWhole("invoice_id"), customer: try row.requiredWhole("customer_id"),
            invoiceDate: try row.requiredTime("invoice_date"), billingAddress: try row.text("billing_address"),
            billingCity: try row.text("billing_city"), billingState: try row.text("billing_state"),
            billingCountry: try row.text("billing_country"), billingPostalCode: try row.text("billing_postal_code"),
            total: try row.amount("total"))
    }
}
