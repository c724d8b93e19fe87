import SwiftParser
import SwiftSyntax

@testable import MartletMacros

/// Reads a struct as `@Model` does and keeps what it says about it.
enum Diagnosing {
    struct Found: Sendable {
        var message: String
        var line: Int
        var column: Int
    }

    static func diagnostics(
        of source: String, as subject: ModelDescription.Subject = .model(isView: false)
    ) -> [Found] {
        let file = Parser.parse(source: source)
        guard let declaration = file.statements.first?.item.as(StructDeclSyntax.self) else { return [] }
        let converter = SourceLocationConverter(fileName: "Album.swift", tree: file)
        return ModelDescription(reading: declaration, as: subject).mistakes.map { mistake in
            let place = converter.location(for: mistake.position)
            return Found(message: mistake.message, line: place.line, column: place.column)
        }
    }
}

extension String {
    /// The source as the compiler sees it when a macro that made a mistake has added nothing.
    var withoutMacros: String {
        ["@Model ", "@BelongsTo ", "@Column(max: 5, unique: true) "].reduce(self) { text, attribute in
            text.split(separator: attribute, omittingEmptySubsequences: false).joined()
        }
    }
}
