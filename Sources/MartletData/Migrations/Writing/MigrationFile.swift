/// The Swift file of a migration.
struct MigrationFile {
    let migration: Migration

    /// The name of the file: `0002_add_genre.swift`.
    var fileName: String { migration.name + ".swift" }

    /// The constant that holds the migration: `m0002AddGenre`.
    var identifier: String { Self.identifier(of: migration.name) }

    static func identifier(of name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return "m" + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The content of the file.
    var source: String {
        var arguments = SwiftArguments()
        arguments.add("dependencies", migration.dependencies)
        arguments.add("replaces", migration.replaces)
        arguments.add("isAtomic", migration.isAtomic, default: true)
        arguments.add("operations", .array(migration.operations.map(SwiftSource.operation)))
        // A migration is read from top to bottom, so each argument and operation begins a line, however short.
        let inner = String(repeating: " ", count: 8)
        var lines = ["\(inner)\(SwiftExpression.string(migration.name).line)"]
        for (position, argument) in arguments.list.enumerated() {
            let isLast = position == arguments.list.count - 1
            let label = "\(argument.label): "
            if isLast, case .array(let operations) = argument.value {
                lines.append(inner + label + Self.operations(operations))
            } else {
                lines.append(inner + label + argument.value.text(indent: 8, before: 8 + label.count, after: 1))
            }
        }
        let needsFoundation = lines.contains { $0.contains("UUID(uuid:") }
        return """
            \(needsFoundation ? "import Foundation\n" : "")import MartletData

            extension Migration {
                static let \(identifier) = Migration(
            \(lines.joined(separator: ",\n")))
            }

            """
    }

    private static func operations(_ operations: [SwiftExpression]) -> String {
        guard !operations.isEmpty else { return "[]" }
        let margin = "\n" + String(repeating: " ", count: 12)
        let comma = operations.count > 1 ? "," : ""
        let texts = operations.map { $0.text(indent: 12, before: 12, after: 1) }
        return "[\(margin)\(texts.joined(separator: "," + margin))\(comma)\n        ]"
    }
}

/// The Swift file that lists the migrations, so that they compile into the application.
enum MigrationList {
    static let fileName = "Migrations.swift"

    /// The content of the file.
    static func source(_ names: [String]) -> String {
        let lines = names.map { "    .\(MigrationFile.identifier(of: $0))" }.joined(separator: ",\n")
        let list = names.isEmpty ? "[]" : "[\n\(lines)\(names.count > 1 ? "," : "")\n]"
        return """
            import MartletData

            /// The application's migrations, in order. `migrate make` writes this file.
            let migrations: [Migration] = \(list)

            """
    }
}
