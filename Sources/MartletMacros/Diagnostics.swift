import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A mistake in the use of a macro, shown at the place where it was made.
struct MacroMistake: DiagnosticMessage {
    let message: String
    let id: String

    init(_ id: String, _ message: String) {
        self.id = id
        self.message = message
    }

    var diagnosticID: MessageID { MessageID(domain: "Martlet", id: id) }
    var severity: DiagnosticSeverity { .error }

    static let notAStruct = MacroMistake(
        "notAStruct", "@Model makes a struct a table; models are values, not classes, enums or actors")
    static let notAnEmbeddableStruct = MacroMistake(
        "notAStruct", "@Embeddable makes a struct a group of columns; it is no class, enum or actor")
    static let noPrimaryKey = MacroMistake(
        "noPrimaryKey", "a model needs a primary key: a property `id`, or one with @Column(primaryKey: true)")
    static let severalNames = MacroMistake("severalNames", "declare each column in a `var` of its own")

    static func generic(_ name: String) -> MacroMistake {
        MacroMistake("generic", "a table has one set of columns, so `\(name)` cannot be generic")
    }
    static func lazy(_ name: String) -> MacroMistake {
        MacroMistake("lazy", "the column `\(name)` cannot be lazy; compute it, or store it in a plain `var`")
    }
    static func missingType(_ name: String) -> MacroMistake {
        MacroMistake(
            "missingType", "the column `\(name)` needs a type annotation, as in `var \(name): String`")
    }
    static func notAnID(_ name: String, _ type: String) -> MacroMistake {
        MacroMistake(
            "notAnID",
            "@BelongsTo needs a type such as `Artist.ID` or `Artist.ID?`, but `\(name)` is of type `\(type)`")
    }
    static func twoColumns(_ column: String) -> MacroMistake {
        MacroMistake("twoColumns", "two properties have the column `\(column)`")
    }
    static func twoRoles(_ role: String, _ first: String, _ second: String) -> MacroMistake {
        MacroMistake("twoRoles", "`\(first)` has the role `.\(role)` already; `\(second)` cannot have it too")
    }
    static func constantWithValue(_ name: String) -> MacroMistake {
        MacroMistake(
            "constantWithValue",
            "the constant `\(name)` has its value already, so no row can be read into it; make it a `var`")
    }
    static func twoKinds(_ name: String, _ spelling: String? = nil) -> MacroMistake {
        MacroMistake(
            "twoKinds",
            "`\(name)` is either a @Column, a @BelongsTo or @Embedded; all of them take their own arguments"
                + (spelling.map { ": write `\($0)`" } ?? ""))
    }
    static func unlimited(_ name: String, _ type: String) -> MacroMistake {
        MacroMistake("unlimited", "`max` limits the characters of a text, but `\(name)` is of type `\(type)`")
    }
    static func optionalKey(_ name: String) -> MacroMistake {
        MacroMistake("optionalKey", "the primary key `\(name)` cannot be optional: every row has one")
    }
    static func optionalEmbedded(_ name: String) -> MacroMistake {
        MacroMistake(
            "optionalEmbedded",
            "the embedded `\(name)` cannot be optional: its columns are always there; make its properties optional")
    }
    static func embeddedKey(_ name: String) -> MacroMistake {
        MacroMistake("embeddedKey", "`\(name)` cannot be a primary key here; the model that embeds it has its own")
    }
    static func embeddedReference(_ name: String) -> MacroMistake {
        MacroMistake("embeddedReference", "the foreign key `\(name)` belongs into the models that embed this struct")
    }
    static func computedDefault(_ name: String) -> MacroMistake {
        MacroMistake("computedDefault", "`\(name)` is computed by the database, so it has no default")
    }
    static func wrongRole(_ role: String, _ name: String, expected: String, got: String) -> MacroMistake {
        MacroMistake("wrongRole", "the role `\(role)` needs the type `\(expected)`, but `\(name)` is of type `\(got)`")
    }
    static func notWritten(_ argument: String, _ form: String) -> MacroMistake {
        MacroMistake("notWritten", "`\(argument)` has to be \(form): the macro reads it from the source")
    }
    static let schemaOfNoStruct = MacroMistake(
        "schemaOfNoStruct",
        "@Schema describes a value, a struct or an enumeration; it is no class or actor")
    static let severalMembers = MacroMistake("severalMembers", "declare each member in a `var` of its own")
    static func computedField(_ attribute: String) -> MacroMistake {
        MacroMistake("computedField", "@\(attribute) describes a stored property; a computed one is no member")
    }
    static let severalFields = MacroMistake(
        "severalFields", "a member has one @Field: write its arguments in the first")
    static let severalKeys = MacroMistake("severalKeys", "a member has one @Keys: write its arguments in the first")
    static let noTypeParameter = MacroMistake(
        "noTypeParameter", "a schema is generic over types alone, not over numbers or any number of types")

    static func fieldOfNoSchema(_ attribute: String) -> MacroMistake {
        MacroMistake(
            "fieldOfNoSchema", "@\(attribute) says something only in a struct with @Schema, which is missing here")
    }
    static func noElementRule(_ attribute: String) -> MacroMistake {
        let what = attribute == "Keys" ? "names" : "elements"
        return MacroMistake(
            "noElementRule", "@\(attribute) says nothing of the \(what) yet: give it a rule, such as `length: 1...20`")
    }
    static func anyParameter(_ name: String) -> MacroMistake {
        MacroMistake(
            "anyParameter",
            "`\(name)` has to be a value that JSON can hold: write `\(name): Schema`, or `\(name): SchemaValue`")
    }
    static func missingMemberType(_ name: String) -> MacroMistake {
        MacroMistake("missingMemberType", "the member `\(name)` needs a type annotation, as in `var \(name): String`")
    }
    static func constantMember(_ name: String) -> MacroMistake {
        MacroMistake(
            "constantMember",
            "the constant `\(name)` has its value already, so nothing can be read into it; make it a `var`")
    }
    static func twoMembers(_ name: String, _ first: String) -> MacroMistake {
        MacroMistake("twoMembers", "`\(first)` has the name `\(name)` in JSON already")
    }
    static func readOnlyWithoutValue(_ name: String) -> MacroMistake {
        MacroMistake(
            "readOnlyWithoutValue",
            "`\(name)` is never taken from input, so it needs a value to begin with, or an optional type")
    }
    static func tooManyMembers(_ most: Int) -> MacroMistake {
        MacroMistake("tooManyMembers", "a schema has at most \(most) members; put some into a struct of their own")
    }
    static func untypedRelation(_ name: String, _ kind: ModelDescription.Relation.Kind) -> MacroMistake {
        let example =
            switch kind {
            case .hasMany: "HasMany<Album>(\\.artist)"
            case .hasOne: "HasOne<Profile>(\\.user)"
            case .manyToMany: "ManyToMany<Tag>(through: ArticleTag.self)"
            case .reference: "Reference<Ticket, Seat>(\\.hall, \\.number)"
            case .toAny: "BelongsToAny<Comment, Subject>(kind: \\.kind, key: \\.key, …)"
            }
        return MacroMistake("untypedRelation", "the relation `\(name)` has to name its model, as in `\(example)`")
    }
    static func noThrough(_ name: String, _ target: String) -> MacroMistake {
        MacroMistake(
            "noThrough",
            "the relation `\(name)` has to name the model in between, as in `ManyToMany<\(target)>(through: Link.self)`"
        )
    }
}

/// A fix that the editor offers for a mistake.
struct MacroFix: FixItMessage {
    let message: String
    let id: String
    var fixItID: MessageID { MessageID(domain: "Martlet", id: id) }

    static let addKey = MacroFix(message: "add `var id: Int`", id: "addKey")
    static let makeVariable = MacroFix(message: "make it a `var`", id: "makeVariable")
    static func useID(_ type: String) -> MacroFix { MacroFix(message: "use `\(type)`", id: "useID") }
    static func addType(_ type: String) -> MacroFix { MacroFix(message: "add `: \(type)`", id: "addType") }
    static func remove(_ text: String) -> MacroFix { MacroFix(message: "remove `\(text)`", id: "remove") }
}
