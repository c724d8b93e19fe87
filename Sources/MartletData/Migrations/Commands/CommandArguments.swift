import MartletCore

/// The words and options behind a command.
struct CommandArguments {
    private(set) var words: [String] = []
    private(set) var values: [String: [String]] = [:]
    private var flags: Set<String> = []

    /// Reads arguments.
    /// - Parameters:
    ///   - flags: the options without a value.
    ///   - values: the options with a value, which may be given several times.
    ///   - words: the most words that may stand without an option.
    /// - Throws: ``MigrationError`` for anything else.
    init(
        _ arguments: [String], flags known: [String], values options: [String] = [], words limit: Int = 0,
        of command: String
    ) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-") else {
                guard words.count < limit else {
                    throw MigrationError(
                        "`\(command)` does not expect `\(argument)`\(NearMatch.hint(for: argument, among: MigrationCommand.names)); `migrate help` lists what there is"
                    )
                }
                words.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? argument
            if known.contains(argument) {
                flags.insert(argument)
            } else if options.contains(name) {
                guard let value = parts.count == 2 ? parts.last : rest.popFirst() else {
                    throw MigrationError("`\(name)` needs a value")
                }
                values[name, default: []].append(value)
            } else {
                throw MigrationError(
                    "`\(command)` has no option `\(name)`\(NearMatch.hint(for: name, among: known + options)); `migrate help` lists what there is"
                )
            }
        }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The only value of an option.
    func value(_ name: String) throws -> String? {
        guard let given = values[name] else { return nil }
        guard given.count == 1 else { throw MigrationError("`\(name)` is given \(given.count) times; expected once") }
        return given.first
    }

    /// Values of the form `name=value`.
    func pairs(_ option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in values[option] ?? [] {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw MigrationError("`\(option) \(text)` is not understood; expected \(option) name=value")
            }
            pairs[parts[0]] = parts[1]
        }
        return pairs
    }
}
