import Testing

@testable import MartletData

@Suite struct SwiftNamesTests {
    @Test(arguments: [
        ("albums", "Album"), ("media_types", "MediaType"), ("categories", "Category"), ("movies", "Movie"),
        ("addresses", "Address"), ("boxes", "Box"), ("status", "Status"), ("bus", "Bus"), ("order items", "OrderItem"),
        ("PlaylistTrack", "PlaylistTrack"), ("URLPaths", "UrlPath"), ("2fa_codes", "Table2faCode"), ("!?", "Table"),
        ("dates", "DateRow"), ("data", "DataRow"), ("transactions", "TransactionRow"), ("Größen", "Größen"),
    ])
    func `a table is a struct in the singular`(_ table: String, _ name: String) {
        #expect(SwiftNames.type(of: table) == name)
    }

    @Test(arguments: [
        ("unit_price", "unitPrice", true), ("id", "id", true), ("artist_id", "artistID", true), ("a_b", "aB", true),
        ("a_b_c", "aBC", false), ("a_b_cd", "aBCd", true), ("e_mail", "eMail", true), ("md5_hash", "md5Hash", true),
        ("address_2", "address2", false), ("a_b_id", "aBID", false), ("UnitPrice", "unitPrice", false),
        ("ArtistId", "artistID", false), ("ID", "id", false), ("2fa code", "number2faCode", false),
        ("class", "class", true), ("primary_key", "primaryKeyValue", false), ("self", "selfValue", false),
        ("", "column", false), ("_x", "x", false), ("x_", "x", false),
    ])
    func `a column is a property, whose name says the column or does not`(
        _ column: String, _ name: String, _ derives: Bool
    ) {
        #expect(SwiftNames.property(of: column) == name)
        #expect(SwiftNames.derives(column, from: name) == derives)
    }

    @Test(arguments: [
        (#""state" IN ('open', 'it''s shut')"#, ["open", "it's shut"]), ("state in('a')", ["a"]),
        ("(state = ANY (ARRAY['a'::text, 'b'::text]))", ["a", "b"]),
        ("((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", ["a", "b"]),
        (#""state" NOT IN ('open')"#, nil), (#""state" IN ('a') OR "state" = 'b'"#, nil),
        (#""other" IN ('a')"#, nil), (#"lower("state") IN ('a')"#, nil), (#""state" <> 'a'"#, nil),
        (#""state" IN ('a', 'a')"#, nil), (#""state" IN ('a') AND "other" = 'b'"#, nil),
    ])
    func `a condition that lists texts is an enum`(_ condition: String, _ values: [String]?) {
        #expect(InspectedEnumeration.values(of: "state", in: condition) == values)
    }
}
