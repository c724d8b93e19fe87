import Configuration
import Foundation
import MartletCore
import Testing

/// Where settings come from and what is said of wrong ones.
@Suite struct SettingsTests {
    private func folder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        return folder.path
    }

    private struct Text: SettingsSection {
        let value: String?
        init(from reader: SettingsReader) { value = reader.string("mail.host", default: nil) }
    }

    @Test func `the strongest source wins`() throws {
        let folder = try folder([
            ".env": "MAIL_HOST=dotenv\n", "config.json": #"{"mail": {"host": "file"}}"#,
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let provider = InMemoryProvider(values: ["mail.host": ConfigValue(.string("provider"), isSecret: false)])
        func host(environment: [String: String], dotEnv: Bool, provider isThere: Bool, file: Bool) -> String? {
            Settings(
                defaults: ["mail.host": "code"], file: file ? "\(folder)/config.json" : nil,
                dotEnv: dotEnv ? "\(folder)/.env" : nil, environment: environment,
                providers: isThere ? [provider] : []
            ).read(Text.self).value
        }
        #expect(
            host(environment: ["MAIL_HOST": "environment"], dotEnv: true, provider: true, file: true) == "environment")
        #expect(host(environment: [:], dotEnv: true, provider: true, file: true) == "dotenv")
        #expect(host(environment: ["MARTLET_ENV": "testing"], dotEnv: true, provider: true, file: true) == "provider")
        #expect(host(environment: [:], dotEnv: false, provider: false, file: true) == "file")
        #expect(host(environment: [:], dotEnv: false, provider: false, file: false) == "code")
        // An empty variable is none.
        #expect(host(environment: ["MAIL_HOST": ""], dotEnv: false, provider: false, file: false) == "code")
    }

    @Test func `an option of the command line wins over everything`() {
        let settings = Settings(dotEnv: nil, environment: ["MAIL_HOST": "environment"])
        settings.override("mail.host", "option")
        #expect(settings.read(Text.self).value == "option")
    }

    @Test func `a file of lines is read as shells write it`() throws {
        let folder = try folder([
            ".env": """
            # a comment
            A=plain
            export B="double \\"quoted\\"\\nline"
            C='single $A'
            D = spaced  # and a comment
            E=
            F=a=b
            """
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        struct All: SettingsSection {
            let values: [String?]
            init(from reader: SettingsReader) {
                values = ["a", "b", "c", "d", "e", "f"].map { reader.string($0, default: nil) }
            }
        }
        let settings = Settings(dotEnv: "\(folder)/.env", environment: [:])
        #expect(
            settings.read(All.self).values == ["plain", "double \"quoted\"\nline", "single $A", "spaced", nil, "a=b"])
        #expect(settings.problems.isEmpty)
    }

    @Test func `wrong lines are told with their numbers, without their values`() throws {
        let folder = try folder([".env": "FINE=1\nsecret value\n=x\nOPEN=\"secret\n"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/.env"
        #expect(
            Settings(dotEnv: path, environment: [:]).problems == [
                "line 2 of \(path) has to be `NAME=value`, but has no `=`",
                "line 3 of \(path) has to be `NAME=value`, but its name is no name",
                "line 4 of \(path) has a quotation mark that is not closed",
            ])
    }

    @Test func `a settings file that is named has to be there and be JSON of objects`() throws {
        let folder = try folder(["broken.json": "{", "list.json": "[1]"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, wanted) in [
            ("missing.json", "cannot be read"), ("broken.json", "it is not JSON of objects"),
            ("list.json", "it is not JSON of objects"),
        ] {
            let problems = Settings(file: "\(folder)/\(name)", dotEnv: nil, environment: [:]).problems
            #expect(problems.count == 1)
            #expect(problems.first?.contains("\(folder)/\(name)") == true)
            #expect(problems.first?.contains(wanted) == true, "\(problems)")
        }
    }

    private struct Typed: SettingsSection {
        enum Mode: String, CaseIterable { case fast, slow }
        let int: Int
        let double: Double
        let flag: Bool
        let duration: Duration
        let url: URL
        let mode: Mode
        let list: [String]

        init(from reader: SettingsReader) {
            int = reader.int("int", in: 1...10)
            double = reader.double("double")
            flag = reader.bool("flag")
            duration = reader.duration("duration")
            url = reader.url("url")
            mode = reader.choice("mode", default: .slow)
            list = reader.list("list")
        }
    }

    @Test func `every type is read`() throws {
        let settings = Settings(
            dotEnv: nil,
            environment: [
                "INT": "10", "DOUBLE": "-1.5e3", "FLAG": "Yes", "DURATION": "1.5h", "URL": "https://example.com/a?b",
                "MODE": "fast", "LIST": " a, b ,,c",
            ])
        let typed = settings.read(Typed.self)
        #expect(typed.int == 10)
        #expect(typed.double == -1_500)
        #expect(typed.flag)
        #expect(typed.duration == .seconds(5_400))
        #expect(typed.url.absoluteString == "https://example.com/a?b")
        #expect(typed.mode == .fast)
        #expect(typed.list == ["a", "b", "c"])
        #expect(settings.problems.isEmpty)
    }

    @Test func `every mistake is told once, with what would be right`() {
        let settings = Settings(
            dotEnv: nil,
            environment: [
                "INT": "11", "DOUBLE": "nan", "FLAG": "maybe", "DURATION": "5w", "URL": "example", "MODE": "fsat",
            ])
        _ = settings.read(Typed.self)
        _ = settings.read(Typed.self)
        #expect(
            settings.problems == [
                "the setting INT (from the environment) has to be a whole number from 1 to 10, not `11`",
                "the setting DOUBLE (from the environment) has to be a number, not `nan`",
                "the setting FLAG (from the environment) has to be true or false, not `maybe`",
                "the setting DURATION (from the environment) has to be a length of time such as `500ms`, `30s`, `5m`, `2h` or `7d`, not `5w`",
                "the setting URL (from the environment) has to be a whole URL such as `https://example.com`, not `example`",
                "the setting MODE (from the environment) has to be one of fast, slow, not `fsat`; did you mean `fast`?",
            ])
    }

    @Test func `names that nothing reads are warned of`() throws {
        let folder = try folder([".env": "MAIL_HOTS=x\nOTHER=y\n"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = Settings(dotEnv: "\(folder)/.env", environment: ["MAIL_HOSST": "x", "PATH": "/bin"])
        _ = settings.read(Text.self)
        #expect(
            settings.warnings == [
                "MAIL_HOTS in \(folder)/.env is not a setting; did you mean `MAIL_HOST`?",
                "OTHER in \(folder)/.env is not a setting",
                "MAIL_HOSST in the environment is not a setting; did you mean `MAIL_HOST`?",
            ])
    }

    @Test func `a secret does not show itself`() {
        struct Holder { let key = Secret("hunter2") }
        var dumped = ""
        dump(Holder(), to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(Holder())".contains("hunter2"))
        #expect(!String(reflecting: Holder()).contains("hunter2"))
        #expect(Holder().key.value == "hunter2")
    }

    private struct Secrets: SettingsSection {
        let key: Secret
        let pepper: Secret?
        let salt: Secret

        init(from reader: SettingsReader) {
            key = reader.secret("key", minimumBytes: 8)
            pepper = reader.secret("pepper", default: nil, minimumBytes: 8)
            salt = reader.secret("salt", default: Secret("short"), minimumBytes: 8)
        }
    }

    @Test func `a secret that is too short is a mistake, and not shown`() {
        let long = Settings(dotEnv: nil, environment: ["KEY": "12345678", "PEPPER": "ääää"])
        let read = long.read(Secrets.self)
        #expect(read.key.value == "12345678")
        #expect(read.pepper?.value == "ääää")
        #expect(read.salt.value == "short")
        #expect(long.problems.isEmpty)

        let short = Settings(dotEnv: nil, environment: ["PEPPER": "hunter2", "SALT": "hunter2"])
        _ = short.read(Secrets.self)
        let wanted = "has to be a secret of at least 8 bytes (`openssl rand -base64 8` makes one)"
        #expect(
            short.problems == [
                "the setting KEY is missing: it \(wanted); set KEY in the environment or in .env, or `key` in the "
                    + "settings file",
                "the setting PEPPER (from the environment) \(wanted), not one of 7",
                "the setting SALT (from the environment) \(wanted), not one of 7",
            ])
        let both = Settings(dotEnv: nil, environment: ["KEY": "hunter2"])
        _ = both.read(Secrets.self)
        #expect(both.problems == ["the setting KEY (from the environment) \(wanted), not one of 7"])
    }
}
