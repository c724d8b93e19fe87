import MartletHTTP
import Synchronization
import Testing

@testable import MartletHTTP

/// The command line of an application's executable.
@Suite struct CommandLineTests {
    private func app() -> App { App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all) }

    @Test func `a command gets the arguments behind its name`() async throws {
        let app = app()
        let got = Mutex<[String]>([])
        app.command("import", help: "read a file") { arguments in got.withLock { $0 = arguments } }
        try await AppCommandLine(app: app).run(["import", "songs.csv", "--dry"])
        #expect(got.withLock { $0 } == ["songs.csv", "--dry"])
    }

    @Test(arguments: [
        (["imprt"], "no command `imprt`; did you mean `import`?"),
        (["--prot", "1"], "no option `--prot`; did you mean `--port`?"),
        (["serve", "--port"], "--port needs a value"),
    ])
    func `a mistake says what there is`(arguments: [String], message: String) async {
        let app = app()
        app.command("import", help: "read a file") { _ in }
        let error = await #expect(throws: CommandLineError.self) { try await AppCommandLine(app: app).run(arguments) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "-")")
    }

    @Test func `options win over the settings`() async throws {
        let settings = Settings(dotEnv: nil, environment: ["PORT": "1", "HOST": "nowhere.invalid"])
        let app = App(settings: settings, disabling: .all)
        // The port that is taken shows which one was tried.
        let error = await #expect(throws: BootError.self) {
            try await AppCommandLine(app: app).run(["--port=70000", "--host", "127.0.0.1"])
        }
        #expect(
            error?.problems == [
                "the setting PORT (from the command line) has to be a whole number from 0 to 65535, not `70000`"
            ])
    }

    @Test func `every mistake in settings and set-up is told together, before the port opens`() async throws {
        let settings = Settings(
            dotEnv: nil, environment: ["PORT": "70000", "LOG_LEVEL": "loud", "MARTLET_ENV": "prodution"])
        let app = App(settings: settings, disabling: .all)
        try await app.install(StaticFiles("no/such/folder"))
        app.get("/") { "one" }
        app.get("/") { "two" }
        app.onStart { _ in Issue.record("hooks run before the mistakes are told") }
        let error = await #expect(throws: BootError.self) { try await AppCommandLine(app: app).run([]) }
        let problems = error?.problems ?? []
        #expect(problems.count == 5, "\(problems)")
        for beginning in [
            "the setting PORT (from the environment) has to be a whole number from 0 to 65535, not `70000`",
            "the setting LOG_LEVEL (from the environment) has to be one of trace, debug, info,",
            "the setting MARTLET_ENV (from the environment) has to be one of ",
            "the folder `no/such/folder` of the static files at `/static` does not exist", "two routes answer GET /:",
        ] { #expect(problems.contains { $0.hasPrefix(beginning) }, "\(beginning)") }
        #expect(problems.contains { $0.hasSuffix("did you mean `production`?") })
    }

    @Test func `a command runs between the hooks and sees what they began`() async throws {
        let app = app()
        let trace = Mutex<[String]>([])
        app.onStart { app in
            trace.withLock { $0.append("start") }
            app.services[Int.self] = 7
        }
        app.onStop { trace.withLock { $0.append("stop") } }
        app.command("seed") { _ in
            let service = try app.services.require(Int.self)
            trace.withLock { $0.append("seed \(service)") }
        }
        app.command("fail") { _ in throw Failed() }
        try await AppCommandLine(app: app).run(["seed"])
        #expect(trace.withLock { $0 } == ["start", "seed 7", "stop"])
        await #expect(throws: Failed.self) { try await AppCommandLine(app: app).run(["fail"]) }
        #expect(trace.withLock { $0 }.suffix(2) == ["start", "stop"])
    }

    private struct Failed: Error {}

    @Test func `a command does not run on a set-up with mistakes`() async {
        let app = app()
        app.reportProblem("there is no shelf")
        app.command("seed") { _ in Issue.record("it ran") }
        let error = await #expect(throws: BootError.self) { try await AppCommandLine(app: app).run(["seed"]) }
        #expect(error?.problems == ["there is no shelf"])
    }

    @Test(arguments: [
        (["seed", "--help"], "usage: App seed [ARGUMENTS]\n\nfill the store\n\nfiles: what to read\n"),
        (["seed", "-h"], "usage: App seed [ARGUMENTS]\n\nfill the store\n\nfiles: what to read\n"),
        (["seed", "a.csv", "--help"], "usage: App seed [ARGUMENTS]\n\nfill the store\n\nfiles: what to read\n"),
        (["help", "seed"], "usage: App seed [ARGUMENTS]\n\nfill the store\n\nfiles: what to read\n"),
        (["quiet", "--help"], "usage: App quiet [ARGUMENTS]\n"),
        (["routes", "--help"], "usage: App routes\n\nprint the route table\n"),
        (["seed", "--", "--help"], "ran -- --help"),
        (["seed", "a", "-h"], "ran a -h"),
    ])
    func `a command says what it does instead of doing it`(arguments: [String], text: String) async throws {
        let app = app()
        let printed = Mutex("")
        app.command("seed", help: "fill the store\n\nfiles: what to read") { arguments in
            printed.withLock { $0 += "ran \(arguments.joined(separator: " "))" }
        }
        app.command("quiet") { _ in Issue.record("it ran") }
        let line = AppCommandLine(app: app, program: "App") { text in printed.withLock { $0 += text } }
        try await line.run(arguments)
        #expect(printed.withLock { $0 } == text)
    }

    @Test func `help for what is no command says so`() async {
        let error = await #expect(throws: CommandLineError.self) {
            try await AppCommandLine(app: app()).run(["help", "sed"])
        }
        #expect(error?.description.hasPrefix("no command `sed`") == true)
    }

    @Test func `help lists the commands`() async throws {
        let app = app()
        app.command("import", help: "read a file\nwith songs") { _ in }
        let error = await #expect(throws: CommandLineError.self) { try await AppCommandLine(app: app).run(["x"]) }
        #expect(
            error?.description.hasSuffix(
                """
                commands:
                  serve   serve until SIGTERM or SIGINT (the default); --port N, --host NAME
                  routes  print the route table
                  health  ask the application that runs here whether it is ready; --port N, --host NAME
                  help    print this list
                  import  read a file

                """) == true)
    }
}
