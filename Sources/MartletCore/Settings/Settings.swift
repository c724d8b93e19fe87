public import Configuration
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an application is told from outside, read once at the start.
///
/// Sources from strongest to weakest: the command line, the environment, `.env` in the working directory, a JSON
/// file, defaults in the code. A setting is named by words with dots in the code and in JSON (`mail.host`, nested
/// objects) and in capitals in the environment (`MAIL_HOST`).
///
/// ```swift
/// struct MailSettings: SettingsSection {
///     var host: String
///     var port: Int
///     var password: Secret
///     init(from reader: SettingsReader) {
///         host = reader.string("mail.host")
///         port = reader.int("mail.port", default: 587, in: 1...65535)
///         password = reader.secret("mail.password")
///     }
/// }
/// let mail = app.settings.read(MailSettings.self)
/// ```
/// A section reads everything even when something is wrong; the application then does not start and lists every
/// mistake.
public final class Settings: Sendable {
    private struct State {
        var overrides: [String: String] = [:]
        var known: Set<String> = []
        var problems: [String] = []
    }

    /// Strongest first.
    private let layers: [Layer]
    private let ownKeys: [(name: String, source: String)]
    private let environmentNames: [String]
    private let state = Mutex(State())

    /// A provider and what it is called in messages.
    private struct Layer {
        var provider: any ConfigProvider
        var name: String
    }

    /// Gathers settings.
    /// - Parameters:
    ///   - defaults: values of the code, by dotted key.
    ///   - file: a JSON file; when it is named it has to be there.
    ///   - dotEnv: a file of `NAME=value` lines, read if it is there; `nil` for none.
    ///   - environment: the environment of the process by default.
    ///   - providers: further sources such as a secret store, stronger than the file and weaker than `.env`.
    public init(
        defaults: [String: String] = [:], file: String? = nil, dotEnv: String? = ".env",
        environment: [String: String]? = nil, providers: [any ConfigProvider] = []
    ) {
        var problems: [String] = []
        var keys: [(name: String, source: String)] = []
        let environment = environment ?? ProcessInfo.processInfo.environment
        var layers = [
            Layer(provider: EnvironmentVariablesProvider(environmentVariables: environment), name: "the environment")
        ]
        if let dotEnv, environment["MARTLET_ENV"] != AppEnvironment.testing.rawValue,
            let text = try? String(contentsOfFile: dotEnv, encoding: .utf8)
        {
            let file = EnvironmentFile(text, path: dotEnv)
            problems += file.problems
            keys += file.values.keys.map { ($0, dotEnv) }
            layers.append(
                Layer(provider: EnvironmentVariablesProvider(environmentVariables: file.values), name: dotEnv))
        }
        layers += providers.map { Layer(provider: $0, name: $0.providerName) }
        if let file {
            do {
                let values = try SettingsFile.read(file)
                keys += values.keys.map { (SettingName.environment($0), file) }
                layers.append(Layer(provider: SettingsFile.provider(values), name: file))
            } catch {
                problems.append("the settings file `\(file)` cannot be read: \(error)")
            }
        }
        layers.append(
            Layer(
                provider: SettingsFile.provider(defaults.mapValues { .string($0) }), name: "the application's defaults")
        )
        self.layers = layers
        ownKeys = keys.sorted { $0.name < $1.name }
        environmentNames = environment.keys.sorted()
        state.withLock { $0.problems = problems }
    }

    /// Reads a section; what is wrong with it is remembered and stops the start.
    public func read<Section: SettingsSection>(_ section: Section.Type = Section.self) -> Section {
        Section(from: SettingsReader(self))
    }

    /// What is wrong with the settings that have been read so far.
    public var problems: [String] { state.withLock { $0.problems } }

    /// The same sources for libraries that take swift-configuration's reader.
    public var configuration: ConfigReader { ConfigReader(providers: layers.map(\.provider)) }

    /// Names that were set but never read and look like ones that were: one sentence each.
    ///
    /// Whole files belong to the application, so each unread name in them is told; of the environment only those that
    /// are near to a known name are.
    public var warnings: [String] {
        let known = state.withLock { $0.known }
        var warnings: [String] = []
        for (name, source) in ownKeys where !known.contains(name) {
            warnings.append("\(name) in \(source) is not a setting\(NearMatch.hint(for: name, among: known.sorted()))")
        }
        for name in environmentNames where name.utf8.count >= 6 && !known.contains(name) {
            guard let near = NearMatch.find(name, among: known.sorted()), near.utf8.count >= 6 else { continue }
            warnings.append("\(name) in the environment is not a setting; did you mean `\(near)`?")
        }
        return warnings
    }

    /// Sets a value that is stronger than every source: an option of the command line.
    package func override(_ key: String, _ value: String) { state.withLock { $0.overrides[key] = value } }

    /// The text of a setting and where it comes from.
    func find(_ key: String) -> (text: String, source: String)? {
        let override = state.withLock { state in
            state.known.insert(SettingName.environment(key))
            return state.overrides[key]
        }
        if let override { return (override, "the command line") }
        let path = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
        for layer in layers {
            guard let text = Self.text(layer.provider, path) else { continue }
            return (text, layer.name)
        }
        return nil
    }

    func report(_ problem: String) {
        state.withLock { state in
            if !state.problems.contains(problem) { state.problems.append(problem) }
        }
    }

    /// A provider may know a value as a number or a list; here it is read by one rule for all sources.
    private static func text(_ provider: any ConfigProvider, _ key: AbsoluteConfigKey) -> String? {
        for type in [ConfigType.string, .int, .double, .bool, .stringArray, .intArray, .doubleArray] {
            guard let content = try? provider.value(forKey: key, type: type).value?.content else { continue }
            switch content {
            case .string(let text): return text.isEmpty ? nil : text
            case .int(let number): return "\(number)"
            case .double(let number): return "\(number)"
            case .bool(let flag): return "\(flag)"
            case .stringArray(let list): return list.joined(separator: ",")
            case .intArray(let list): return list.map { "\($0)" }.joined(separator: ",")
            case .doubleArray(let list): return list.map { "\($0)" }.joined(separator: ",")
            default: return nil
            }
        }
        return nil
    }
}

/// A group of settings that belong together.
public protocol SettingsSection: Sendable {
    /// Reads every setting of the section; mistakes are remembered by the reader and stop the start.
    init(from reader: SettingsReader)
}

/// The names of one setting.
enum SettingName {
    /// `mail.smtpHost` as the environment has it: `MAIL_SMTP_HOST`.
    static func environment(_ key: String) -> String {
        var name = ""
        var previousIsLower = false
        for character in key {
            if previousIsLower, character.isUppercase { name.append("_") }
            name += character.isLetter || character.isNumber ? character.uppercased() : "_"
            previousIsLower = character.isLowercase
        }
        return name
    }
}
