import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Settings.md.
@Suite struct SettingsGuide {
    struct MailSettings: SettingsSection {
        enum Security: String, CaseIterable {
            case none
            case startTLS = "starttls"
            case tls
        }

        var host: String
        var port: Int
        var security: Security
        var timeout: Duration
        var password: Secret

        init(from reader: SettingsReader) {
            host = reader.string("mail.host")
            port = reader.int("mail.port", default: 587, in: 1...65_535)
            security = reader.choice("mail.security", default: .startTLS)
            timeout = reader.duration("mail.timeout", default: .seconds(10))
            password = reader.secret("mail.password")
            if security == .none, host != "localhost" {
                reader.report("MAIL_SECURITY may be `none` for localhost alone, not for \(host)")
            }
        }
    }

    private func app(_ environment: [String: String]) -> App {
        App(settings: Settings(dotEnv: nil, environment: environment), disabling: .accessLog)
    }

    @Test func `a section reads its settings`() {
        let app = app([
            "MAIL_HOST": "mail.example.com", "MAIL_SECURITY": "tls", "MAIL_TIMEOUT": "500ms", "MAIL_PASSWORD": "x",
        ])
        let mail = app.settings.read(MailSettings.self)
        #expect(mail.host == "mail.example.com")
        #expect(mail.port == 587)
        #expect(mail.security == .tls)
        #expect(mail.timeout == .milliseconds(500))
        #expect("\(mail.password)" == "(secret)")
        #expect(app.settings.problems.isEmpty)
    }

    @Test func `every mistake is told at once`() async throws {
        let app = app(["MAIL_PORT": "0", "MAIL_SECURITY": "tsl", "MAIL_PASSWORD": "x"])
        _ = app.settings.read(MailSettings.self)
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.description == """
                the application cannot start, 3 mistakes:
                  - the setting MAIL_HOST is missing: it has to be a text; set MAIL_HOST in the environment or in .env, or `mail.host` in the settings file
                  - the setting MAIL_PORT (from the environment) has to be a whole number from 1 to 65535, not `0`
                  - the setting MAIL_SECURITY (from the environment) has to be one of none, starttls, tls, not `tsl`; did you mean `tls`?
                """)
    }
}
