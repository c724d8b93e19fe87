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
}

/// A fix that the editor offers for a mistake.
struct MacroFix: FixItMessage {
    let message: String
    let id: String
    var fixItID: MessageID { MessageID(domain: "Martlet", id: id) }
}
