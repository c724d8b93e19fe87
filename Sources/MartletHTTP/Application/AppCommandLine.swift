import MartletCore

/// The command line of an application's executable.
struct AppCommandLine {
    let app: App

    static let builtIn = ["serve", "routes", "health", "help"]

    func run(_ arguments: [String]) async throws {
        var arguments = arguments[...]
        let first = arguments.first ?? "serve"
        if !first.hasPrefix("-"), !arguments.isEmpty { arguments.removeFirst() }
        switch first {
        case "serve": try await serve(Array(arguments))
        case "routes": print(RouteTable.text(try app.build().table), terminator: "")
        case "health":
            try configure(Array(arguments))
            guard app.settings.problems.isEmpty else { throw BootError(problems: app.settings.problems) }
            try await HealthCommand(configuration: app.server).run()
        case "help", "--help", "-h": print(help, terminator: "")
        case let name where name.hasPrefix("-"): try await serve(Array(arguments))
        case let name:
            guard let command = app.current.commands.first(where: { $0.name == name }) else {
                let known = Self.builtIn + app.current.commands.map(\.name)
                throw CommandLineError("no command `\(name)`" + NearMatch.hint(for: name, among: known) + "\n\n" + help)
            }
            try await command.run(Array(arguments))
        }
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

    private var help: String {
        var rows = [
            ("serve", "serve until SIGTERM or SIGINT (the default); --port N, --host NAME"),
            ("routes", "print the route table"),
            ("health", "ask the application that runs here whether it is ready; --port N, --host NAME"),
            ("help", "print this list"),
        ]
        rows += app.current.commands.map { ($0.name, $0.help) }
        let width = rows.map(\.0.count).max() ?? 0
        return "commands:\n"
            + rows.map { name, help in
                "  \(name)\(String(repeating: " ", count: width - name.count))  \(help)\n"
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
