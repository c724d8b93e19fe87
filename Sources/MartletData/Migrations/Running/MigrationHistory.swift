import MartletCore

/// All migrations of an application in the order in which they run.
struct MigrationHistory: Sendable {
    /// The migrations, each after those that it depends on.
    let migrations: [Migration]

    /// Puts migrations in order.
    /// - Parameters:
    ///   - all: the migrations as the application lists them.
    ///   - applied: the names that the database has; where it has none of what a squash replaces, the squash runs.
    /// - Throws: ``MigrationError`` for a name that is there twice, a dependency that is missing, and a circle.
    init(_ all: [Migration], applied: Set<String> = []) throws {
        var byName: [String: Migration] = [:]
        for migration in all {
            guard byName.updateValue(migration, forKey: migration.name) == nil else {
                throw MigrationError(
                    "there are two migrations `\(migration.name)`; give one of them another number and name")
            }
        }
        var replaced: [String: String] = [:]
        for squash in all where !squash.replaces.isEmpty {
            let done = squash.replaces.filter(applied.contains)
            let isWhole = done.isEmpty || done.count == squash.replaces.count
            guard isWhole || applied.contains(squash.name) else {
                // The database is in the middle of what was squashed: it goes on with the single ones.
                let missing = squash.replaces.filter { !applied.contains($0) && byName[$0] == nil }
                guard missing.isEmpty else {
                    let had = done.map { "`\($0)`" }.joined(separator: ", ")
                    let rest = missing.map { "`\($0)`" }.joined(separator: ", ")
                    throw MigrationError(
                        """
                        the database has had \(had) of what `\(squash.name)` stands for, and \(rest) is not listed any more; \
                        migrate it with a release that has it, then with this one
                        """)
                }
                byName[squash.name] = nil
                for name in [squash.name] { replaced[name] = squash.replaces.last ?? name }
                continue
            }
            for name in squash.replaces {
                byName[name] = nil
                replaced[name] = squash.name
            }
        }
        var ordered: [Migration] = []
        var done: Set<String> = []
        var path: [String] = []
        func visit(_ name: String, from migration: String?) throws {
            var name = name
            var steps = 0
            while let other = replaced[name], steps < all.count {
                name = other
                steps += 1
            }
            guard !done.contains(name), name != migration else { return }
            guard let found = byName[name] else {
                let hint = NearMatch.hint(for: name, among: all.map(\.name).filter { $0 != migration })
                throw MigrationError("`\(migration ?? "")` depends on `\(name)`, which is not listed\(hint)")
            }
            if path.contains(name) {
                let circle = (path.drop { $0 != name } + [name]).joined(separator: " → ")
                throw MigrationError("migrations depend on each other in a circle: \(circle)")
            }
            path.append(name)
            for dependency in found.dependencies { try visit(dependency, from: name) }
            path.removeLast()
            done.insert(name)
            ordered.append(found)
        }
        for name in byName.keys.sorted() { try visit(name, from: nil) }
        migrations = ordered
    }

    /// The migrations that no other depends on; more than one are branches that were never merged.
    var heads: [Migration] {
        let needed = Set(migrations.flatMap { $0.dependencies })
        let replaced = migrations.filter { !needed.isDisjoint(with: $0.replaces) }.map(\.name)
        return migrations.filter { !needed.contains($0.name) && !replaced.contains($0.name) }
    }

    /// - Throws: ``MigrationError`` when there are branches.
    func checkMerged() throws {
        let names = heads.map { "`\($0.name)`" }
        guard names.count > 1 else { return }
        throw MigrationError(
            "the migrations \(names.joined(separator: " and ")) stand side by side; bring them together with `migrate merge`"
        )
    }

    /// The migration of a name, or of a beginning that only one has: `0002`.
    func find(_ name: String) throws -> Migration {
        if let exact = migrations.first(where: { $0.name == name }) { return exact }
        let matching = migrations.filter { $0.name.hasPrefix(name) }
        guard matching.count <= 1 else {
            let names = matching.map { "`\($0.name)`" }.joined(separator: ", ")
            throw MigrationError("`\(name)` is the beginning of several migrations: \(names)")
        }
        guard let only = matching.first else {
            throw MigrationError("no migration `\(name)`" + NearMatch.hint(for: name, among: migrations.map(\.name)))
        }
        return only
    }

    /// The tables after the migrations of some names; after all by default.
    func state(after names: Set<String>? = nil) throws -> SchemaState {
        var state = SchemaState()
        for migration in migrations where names?.contains(migration.name) ?? true { try state.apply(migration) }
        return state
    }

    /// The squashes all of whose migrations are among some names.
    func replacements(of names: Set<String>) -> Set<String> {
        Set(migrations.filter { !$0.replaces.isEmpty && $0.replaces.allSatisfy(names.contains) }.map(\.name))
    }

    /// A migration and everything that it depends on.
    func ancestors(of migration: Migration) -> Set<String> {
        var found: Set<String> = [migration.name]
        for other in migrations.reversed() where found.contains(other.name) {
            for dependency in other.dependencies {
                found.insert(migrations.first { $0.replaces.contains(dependency) }?.name ?? dependency)
            }
        }
        return found
    }
}
