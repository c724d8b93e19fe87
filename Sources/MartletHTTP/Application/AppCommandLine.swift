import MartletCore

/// The command line of an application's executable.
struct AppCommandLine {
    let app: App
    /// What the executable is called.
    var program = (CommandLine.arguments.first ?? "App").split(separator: "/").last.map(String.init) ?? "App"
    var output: (String) -> Void = { print($0, terminator: "") }

    static let builtIn = ["serve", "routes", "health", "help"]

    func run(_ arguments: [String]) async throws {
        var arguments = arguments[...]
        let first = arguments.first ?? "serve"
        if !first.hasPrefix("-"), !arguments.isEmpty { arguments.removeFirst() }
        if asksForHelp(first, arguments), let text = help(of: first) { return output(text) }
        switch first {
        case "serve": try await serve(Array(arguments))
        case "routes": output(RouteTable.text(try app.build().table))
        case "health":
            try configure(Array(arguments))
            guard app.settings.problems.isEmpty else { throw BootError(problems: app.settings.problems) }
            try await HealthCommand(configuration: app.server).run()
        case "help":
            guard let name = arguments.first else { return output(help) }
            guard let text = help(of: name) else { throw unknown(name) }
            output(text)
        case "--help", "-h": output(help)
        case let name where name.hasPrefix("-"): try await serve(Array(arguments))
        case let name:
            guard let command = app.current.commands.first(where: { $0.name == name }) else {
                throw unknown(name)
            }
            try await app.perform(command, Array(arguments))
        }
    }

    private func unknown(_ name: String) -> CommandLineError {
        let known = Self.builtIn + app.current.commands.map(\.name)
        return CommandLineError("no command `\(name)`" + NearMatch.hint(for: name, among: known) + "\n\n" + help)
    }

    /// Whether the words behind a command ask what it does; what follows `--` is the command's own.
    private func asksForHelp(_ command: String, _ arguments: ArraySlice<String>) -> Bool {
        guard !command.hasPrefix("-") else { return false }
        return arguments.first == "-h" || arguments.prefix { $0 != "--" }.contains("--help")
    }

    /// What a command says of itself; `nil` where there is none of that name.
    private func help(of name: String) -> String? {
        guard let text = rows.first(where: { $0.name == name })?.help else { return nil }
        let isBuiltIn = Self.builtIn.contains(name)
        return "usage: \(program) \(name)\(isBuiltIn ? "" : " [ARGUMENTS]")\n" + (text.isEmpty ? "" : "\n\(text)\n")
    }

    private func serve(_ arguments: [String]) async throws {
        try configure(arguments)
        for warning in app.settings.warnings { app.logger.warning("\(warning)") }
        try await app.serve()
    }

    /// Takes where to listen from the options and the settings.
    private func configure(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? option
            func value() throws -> String {
                if parts.count == 2 { return parts[1] }
                guard let value = rest.popFirst() else { throw CommandLineError("\(name) needs a value") }
                return value
            }
            switch name {
            case "--port", "-p": app.settings.override("port", try value())
            case "--host": app.settings.override("host", try value())
            default:
                throw CommandLineError(
                    "no option `\(name)`" + NearMatch.hint(for: name, among: ["--port", "--host"]) + "\n\n" + help)
            }
        }
        app.settings.read(ServerSettings.self).apply(to: app)
    }

    private var rows: [(name: String, help: String)] {
        let builtIn: [(name: String, help: String)] = [
            ("serve", "serve until SIGTERM or SIGINT (the default); --port N, --host NAME"),
            ("routes", "print the route table"),
            ("health", "ask the application that runs here whether it is ready; --port N, --host NAME"),
            ("help", "print this list"),
        ]
        return builtIn + app.current.commands.map { ($0.name, $0.help) }
    }

    private var help: String {
        let rows = rows
        let width = rows.map(\.name.count).max() ?? 0
        return "commands:\n"
            + rows.map { name, help in
                let line = help.prefix { $0 != "\n" }
                return "  \(name)\(String(repeating: " ", count: width - name.count))  \(line)\n"
            }.joined()
    }
}

/// The command line cannot be understood.
struct CommandLineError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The text of the `routes` command.
enum RouteTable {
    static func text(_ rows: [RouteTableRow]) -> String {
        let cells = rows.map { [$0.method, ($0.host ?? "") + $0.path, $0.name ?? "-", $0.location] }
        let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            let padded = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            return padded.joined(separator: "  ").trimmingSpaces() + "\n"
        }.joined()
    }
}
