import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A mistake in the use of a macro, shown at the place where it was made.
struct MacroMistake: DiagnosticMessage {
    let message: String
    let id: String

    var diagnosticID: MessageID { MessageID(domain: "Martlet", id: id) }
    var severity: DiagnosticSeverity { .error }

    static let notAStruct = MacroMistake(
        message: "@Model makes a struct a table; models are values, not classes, enums or actors", id: "notAStruct")
    static let noPrimaryKey = MacroMistake(
        message: "a model needs a primary key: a property `id`, or one with @Column(primaryKey: true)",
        id: "noPrimaryKey")

    static func missingType(_ name: String) -> MacroMistake {
        MacroMistake(
            message: "the column `\(name)` needs a type annotation, as in `var \(name): String`", id: "missingType")
    }
    static func severalNames() -> MacroMistake {
        MacroMistake(message: "declare each column in a `var` of its own", id: "severalNames")
    }
    static func twoPrimaryKeys(_ first: String, _ second: String) -> MacroMistake {
        MacroMistake(
            message: "`\(first)` is the primary key already; `\(second)` cannot be one too", id: "twoPrimaryKeys")
    }
    static func notAnID(_ name: String, _ type: String) -> MacroMistake {
        MacroMistake(
            message: "@BelongsTo needs a type such as `Artist.ID` or `Artist.ID?`, but `\(name)` is of type `\(type)`",
            id: "notAnID")
    }
    static func twoColumns(_ column: String) -> MacroMistake {
        MacroMistake(message: "two properties have the column `\(column)`", id: "twoColumns")
    }
    static func constantKey(_ name: String) -> MacroMistake {
        MacroMistake(
            message: "the primary key `\(name)` has to be a `var`: an inserted row gets its key from the database",
            id: "constantKey")
    }
    static func constantWithValue(_ name: String) -> MacroMistake {
        MacroMistake(
            message: "the constant `\(name)` has its value already, so no row can be read into it; make it a `var`",
            id: "constantWithValue")
    }
    static func twoKinds(_ name: String) -> MacroMistake {
        MacroMistake(
            message: "`\(name)` has both @Column and @BelongsTo; a foreign key takes @BelongsTo alone", id: "twoKinds")
    }
    static func unlimited(_ name: String, _ type: String) -> MacroMistake {
        MacroMistake(
            message: "`max` limits the characters of a text, but `\(name)` is of type `\(type)`", id: "unlimited")
    }
    static func untypedRelation(_ name: String) -> MacroMistake {
        MacroMistake(
            message: "the relation `\(name)` has to name its model, as in `HasMany<Album>(\\.artist)`",
            id: "untypedRelation")
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
}
