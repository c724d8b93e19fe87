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

    @Test func `help lists the commands`() async throws {
        let app = app()
        app.command("import", help: "read a file") { _ in }
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
