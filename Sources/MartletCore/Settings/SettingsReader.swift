#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Reads settings by type and remembers every mistake.
///
/// Each method takes the setting's dotted key. Without a default the setting is required; with `default: nil` it is
/// optional. After a mistake a placeholder is returned (the default, the lower bound, an empty text), with which the
/// application never runs.
public struct SettingsReader: Sendable {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// A text; an empty one counts as missing.
    public func string(_ key: String) -> String { required(key, "a text", "") { $0 } }
    /// A text with a default.
    public func string(_ key: String, default value: String) -> String { optional(key, "a text") { $0 } ?? value }
    /// A text that may be missing.
    @_disfavoredOverload
    public func string(_ key: String, default value: String?) -> String? { optional(key, "a text") { $0 } ?? value }

    /// A whole number within a range.
    public func int(_ key: String, in range: ClosedRange<Int> = .min ... .max) -> Int {
        required(key, Self.expectation(range), range.lowerBound) { Self.int($0, range) }
    }
    /// A whole number within a range, with a default.
    public func int(_ key: String, default value: Int, in range: ClosedRange<Int> = .min ... .max) -> Int {
        optional(key, Self.expectation(range)) { Self.int($0, range) } ?? value
    }
    /// A whole number within a range that may be missing.
    @_disfavoredOverload
    public func int(_ key: String, default value: Int?, in range: ClosedRange<Int> = .min ... .max) -> Int? {
        optional(key, Self.expectation(range)) { Self.int($0, range) } ?? value
    }

    /// A number.
    public func double(_ key: String) -> Double { required(key, "a number", 0, Self.double) }
    /// A number with a default.
    public func double(_ key: String, default value: Double) -> Double {
        optional(key, "a number", Self.double) ?? value
    }

    /// `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`, in any letter case.
    public func bool(_ key: String) -> Bool { required(key, "true or false", false, Self.bool) }
    /// A flag with a default.
    public func bool(_ key: String, default value: Bool) -> Bool { optional(key, "true or false", Self.bool) ?? value }

    /// A length of time: `500ms`, `30s`, `5m`, `2h`, `7d`; a bare number counts seconds.
    public func duration(_ key: String) -> Duration { required(key, Self.durations, .zero, Self.duration) }
    /// A length of time with a default.
    public func duration(_ key: String, default value: Duration) -> Duration {
        optional(key, Self.durations, Self.duration) ?? value
    }

    /// A whole URL with a scheme.
    public func url(_ key: String) -> URL { required(key, Self.urls, URL(filePath: "/"), Self.url) }
    /// A whole URL with a default.
    public func url(_ key: String, default value: URL) -> URL { optional(key, Self.urls, Self.url) ?? value }
    /// A whole URL that may be missing.
    @_disfavoredOverload
    public func url(_ key: String, default value: URL?) -> URL? { optional(key, Self.urls, Self.url) ?? value }

    /// One of the raw values of an enum.
    public func choice<Choice: CaseIterable & RawRepresentable<String>>(_ key: String, default value: Choice) -> Choice
    {
        let names = Choice.allCases.map(\.rawValue)
        guard let found = settings.find(key) else { return value }
        if let choice = Choice(rawValue: found.text) { return choice }
        let near = NearMatch.hint(for: found.text, among: names)
        wrong(key, found.source, "one of \(names.joined(separator: ", "))", got: "`\(found.text)`" + near)
        return value
    }

    /// A list of texts with commas between them, or a JSON array; empty when the setting is missing.
    public func list(_ key: String, default value: [String] = []) -> [String] {
        guard let found = settings.find(key) else { return value }
        return found.text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty }
    }

    /// A value that no message ever shows, of at least so many bytes.
    public func secret(_ key: String, minimumBytes: Int = 0) -> Secret {
        guard settings.find(key) == nil else { return secret(key, default: Secret(""), minimumBytes: minimumBytes) }
        return Secret(required(key, Self.secrets(minimumBytes), "") { $0 })
    }
    /// A secret with a default.
    public func secret(_ key: String, default value: Secret, minimumBytes: Int = 0) -> Secret {
        guard let found = settings.find(key) else { return value }
        let count = found.text.utf8.count
        if count >= minimumBytes { return Secret(found.text) }
        wrong(key, found.source, Self.secrets(minimumBytes), got: "one of \(count)")
        return value
    }
    /// A secret that may be missing.
    @_disfavoredOverload
    public func secret(_ key: String, default value: Secret?, minimumBytes: Int = 0) -> Secret? {
        guard settings.find(key) != nil else { return value }
        return secret(key, default: value ?? Secret(""), minimumBytes: minimumBytes)
    }

    /// Remembers a mistake that only the section can see, such as two settings that exclude each other.
    public func report(_ sentence: String) { settings.report(sentence) }

    private func required<Value>(
        _ key: String, _ expected: String, _ placeholder: Value, _ parse: (String) -> Value?
    ) -> Value {
        guard let found = settings.find(key) else {
            let name = SettingName.environment(key)
            settings.report(
                "the setting \(name) is missing: it has to be \(expected); set \(name) in the environment or in .env, "
                    + "or `\(key)` in the settings file")
            return placeholder
        }
        if let value = parse(found.text) { return value }
        wrong(key, found.source, expected, got: "`\(found.text)`")
        return placeholder
    }

    private func optional<Value>(_ key: String, _ expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let found = settings.find(key) else { return nil }
        if let value = parse(found.text) { return value }
        wrong(key, found.source, expected, got: "`\(found.text)`")
        return nil
    }

    private func wrong(_ key: String, _ source: String, _ expected: String, got: String) {
        settings.report(
            "the setting \(SettingName.environment(key)) (from \(source)) has to be \(expected), not \(got)")
    }
}

extension SettingsReader {
    private static let durations = "a length of time such as `500ms`, `30s`, `5m`, `2h` or `7d`"
    private static func secrets(_ minimum: Int) -> String {
        minimum > 0 ? "a secret of at least \(minimum) bytes (`openssl rand -base64 \(minimum)` makes one)" : "a secret"
    }

    private static let urls = "a whole URL such as `https://example.com`"

    private static func expectation(_ range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): "a whole number"
        case (let lower, .max): "a whole number of at least \(lower)"
        case (.min, let upper): "a whole number of at most \(upper)"
        case (let lower, let upper): "a whole number from \(lower) to \(upper)"
        }
    }

    private static func int(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func double(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

    private static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    private static func url(_ text: String) -> URL? { URL(string: text).flatMap { $0.scheme == nil ? nil : $0 } }

    private static func duration(_ text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("", 1)]
        for (suffix, seconds) in units where text.hasSuffix(suffix) {
            guard let count = Double(text.dropLast(suffix.count)), count.isFinite, count >= 0, count * seconds < 1e12
            else { return nil }
            return .milliseconds(Int64((count * seconds * 1000).rounded()))
        }
        return nil
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
