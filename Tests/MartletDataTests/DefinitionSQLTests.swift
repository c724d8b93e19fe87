import Foundation
import MartletData
import Testing

@testable import MartletData

private enum Kind: String, ColumnValue {
    case studio
    case live = "it's live"
}

@Model(table: "records") private struct Record {
    var id: Int
    var title: String
    var price: Decimal
    var rating: Double
    var kind: Kind
    var isPublic: Bool
    var cover: Data?
    var code: UUID
    var released: Date?
    @BelongsTo var owner: Owner.ID
}

@Model(table: "owners") private struct Owner {
    var id: Int
    var name: String
    static let records = HasMany<Record>(\.owner)
}

/// What closures over columns become in schemas.
@Suite struct DefinitionSQLTests {
    private func check(_ condition: (Record.Fields) -> SQLCondition) -> (text: String?, fault: String?) {
        var builder = TableBuilder(TableName("records", key: ["id"]))
        builder.column("id", Int.self)
        builder.constraints([Constraint<Record>.check("rule", condition)])
        guard case .check(_, let text)? = builder.schema.constraints.first else { return (nil, nil) }
        return (text, builder.schema.mistakes.first)
    }

    @Test func `values stand in the text, and columns without their table`() {
        #expect(check { $0.price > 0 }.text == #""price" > 0"#)
        #expect(check { $0.price >= Decimal(12.5) && $0.rating < 1.5 }.text == #""price" >= 12.5 AND "rating" < 1.5"#)
        #expect(
            check { $0.kind.isIn([.studio, .live, .studio]) }.text == #""kind" IN ('studio', 'it''s live', 'studio')"#)
        #expect(
            check { $0.title != "a\"b\\; DROP TABLE records; --" }.text == #""title" <> 'a"b\; DROP TABLE records; --'"#
        )
        #expect(
            check { $0.released == nil || $0.isPublic == true }.text == #""released" IS NULL OR "is_public" = TRUE"#)
        #expect(
            check { $0.released > Date(timeIntervalSince1970: 1.5) }.text
                == #""released" > '1970-01-01 00:00:01.500000'"#)
        #expect(
            check { $0.code != UUID(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255)) }.text
                == #""code" <> '00010203-0405-0607-0809-0a0b0c0d0eff'"#)
        #expect(check { $0.title.length.isBetween(2, and: 9) }.text == #"char_length("title") BETWEEN 2 AND 9"#)
        #expect(check { $0.ownerID > 3 }.text == #""owner_id" > 3"#)
        #expect(check { SQL("\($0.id) % 2 = \(1)").condition }.text == #""id" % 2 = 1"#)
        #expect(check { $0.title.lowercased() == $0.title }.fault == nil)
    }

    @Test func `what cannot be written for every database is a mistake of the model`() {
        let start = "the constraint `rule` of `records` cannot be written: "
        #expect(
            check { $0.title.matches(regularExpression: "^[a-z]+$") }.fault == start
                + #"PostgreSQL has `"title" ~ '^[a-z]+$'` for it and SQLite `"title" REGEXP '^[a-z]+$'`; write the SQL of your database as a text"#
        )
        #expect(
            check { $0.title != "a\0b" }.fault == start
                + "a text with a NUL character cannot be written into SQL; leave the NUL out")
        #expect(
            check { $0.rating < .infinity }.fault == start
                + "inf is no number that every database has; write a finite one")
        #expect(
            check { $0.cover == Data([1]) }.fault == start
                + "a value of type Data has no spelling that every database reads; write the SQL of your database as a text"
        )
        #expect(
            check { $0.price < (Decimal(string: "12345678901234567890.5") ?? 0) }.fault == start
                + "the decimal 12345678901234567890.5 has more than 15 digits, or none, which not every database reads exactly; write the SQL of your database as a text"
        )
        #expect(
            check { $0.owner.name != "" }.fault == start
                + "it looks at `owner.name`, which is in another row; only columns of the row itself can be named")
        var builder = TableBuilder(TableName("owners", key: ["id"]))
        builder.column("id", Int.self)
        builder.constraints([Constraint<Owner>.check("some") { $0.records.count() > 0 }])
        #expect(
            builder.schema.mistakes == [
                "the constraint `some` of `owners` cannot be written: it asks other rows, which a definition cannot; only columns of the row itself can be named"
            ])
        #expect(throws: MigrationError.self) {
            try MigrationDetector.detect(from: SchemaState(), to: [builder.schema])
        }
    }

    @Test func `indexes and constraints take closures`() {
        let index = Index<Record>(\.title, unique: true, where: { $0.released != nil && $0.kind == .live })
        #expect(index.schema.condition == #""released" IS NOT NULL AND "kind" = 'it''s live'"#)
        let lower = Index<Record>(parts: .expression { $0.title.lowercased() }, .descending(\.price))
        #expect(lower.schema.parts.first?.content == .expression(#"lower("title")"#))
        #expect(Index<Record>(parts: .expression { $0.title.contains("x") }).faults.count == 1)
        let unique = Constraint<Record>.unique(\.title, \.owner, name: "once", where: { $0.isPublic == true })
        #expect(
            unique.schema(of: "records")
                == .unique(
                    UniqueConstraintSchema(
                        name: "once", columns: ["title", "owner_id"], condition: #""is_public" = TRUE"#)))
        let exclusion = Constraint<Record>.exclusion(
            "apart", where: { $0.released == nil },
            { [($0.owner, "="), ($0.title.lowercased(), "="), ($0.id + 1, "=")] })
        #expect(
            exclusion.schema(of: "records")
                == .exclusion(
                    ExclusionConstraintSchema(
                        name: "apart",
                        elements: [
                            .init(#""owner_id""#, with: "="), .init(#"lower("title")"#, with: "="),
                            .init(#"("id" + 1)"#, with: "="),
                        ], condition: #""released" IS NULL"#)))
        #expect(exclusion.faults == [])
        let exact = Constraint<Record>.exclusion("apart") { [($0.price + 1, "=")] }
        #expect(
            exact.faults.first?.hasPrefix(#"PostgreSQL has `"price" + 1` for it and SQLite `martlet_decimal_add("#)
                == true)
    }

    @Test func `only functions are renamed, not names and strings`() {
        #expect(
            SQLNames.replace(
                function: "char_length", by: "length",
                in:
                    #"char_length("char_length(") > 1 AND "x" <> 'char_length(' AND my_char_length(1) = CHAR_LENGTH('')"#
            )
                == #"length("char_length(") > 1 AND "x" <> 'char_length(' AND my_char_length(1) = length('')"#)
    }
}
