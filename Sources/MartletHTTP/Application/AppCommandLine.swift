import MartletCore

/// The command line of an application's executable.
struct AppCommandLine {
    let app: App

    func run(_ arguments: [String]) async throws {
        var arguments = arguments[...]
        let first = arguments.first ?? "serve"
        if !first.hasPrefix("-"), !arguments.isEmpty { arguments.removeFirst() }
        switch first {
        case "serve": try await serve(Array(arguments))
        case "routes": print(RouteTable.text(try app.build().table), terminator: "")
        case "help", "--help", "-h": print(help, terminator: "")
        case let name where name.hasPrefix("-"): try await serve(Array(arguments))
        case let name:
            guard let command = app.current.commands.first(where: { $0.name == name }) else {
                let known = ["serve", "routes", "help"] + app.current.commands.map(\.name)
                throw CommandLineError("no command `\(name)`" + NearMatch.hint(for: name, among: known) + "\n\n" + help)
            }
            try await command.run(Array(arguments))
        }
    }

    private func serve(_ arguments: [String]) async throws {
        var host = ProcessEnvironment["HOST"]
        var port = ProcessEnvironment["PORT"]
        if let seconds = ProcessEnvironment["SHUTDOWN_SECONDS"] {
            if let seconds = Int(seconds), seconds >= 0 {
                app.server.shutdownLimit = .seconds(seconds)
            } else {
                app.reportProblem("SHUTDOWN_SECONDS has to be a number of seconds, not `\(seconds)`")
            }
        }
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
            case "--port", "-p": port = try value()
            case "--host": host = try value()
            default:
                throw CommandLineError(
                    "no option `\(name)`" + NearMatch.hint(for: name, among: ["--port", "--host"]) + "\n\n" + help)
            }
        }
        if host != nil || port != nil { setAddress(host: host, port: port) }
        try await app.serve()
    }

    private func setAddress(host: String?, port: String?) {
        var currentHost = "127.0.0.1"
        var currentPort = 8080
        if case .hostname(let host, let port) = app.server.addresses.first { (currentHost, currentPort) = (host, port) }
        if let port {
            guard let number = Int(port), (0...65_535).contains(number) else {
                app.reportProblem("the port has to be a number from 0 to 65535, not `\(port)`")
                return
            }
            currentPort = number
        }
        app.server.addresses = [.hostname(host ?? currentHost, port: currentPort)]
    }

    private var help: String {
        var rows = [
            ("serve", "serve until SIGTERM or SIGINT (the default); --port N, --host NAME"),
            ("routes", "print the route table"), ("help", "print this list"),
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
