import Logging
import MartletCore

/// Writes log lines to the standard error stream, for people or as one JSON object a line.
struct AppLogHandler: LogHandler {
    let format: LoggingSettings.Format
    /// Where finished lines go.
    var output = LogOutput.standardError
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    var metadataProvider: Logger.MetadataProvider?

    init(format: LoggingSettings.Format) { self.format = format }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, new in new } }
        if let own = event.metadata { fields.merge(own) { _, new in new } }
        if let error = event.error { fields["error"] = "\(error)" }
        let time = Timestamp.now()
        let isUrgent = event.level >= .warning
        let sorted = fields.sorted { $0.key < $1.key }
        switch format {
        case .human:
            // A line break of a client must not look like a line of the log.
            let text = sorted.map { key, value in " \(key)=\(Self.quoted("\(value)"))" }.joined()
            output.write(
                "\(time) \(Self.padded(event.level)) \(Self.oneLine("\(event.message)"))\(text)\n".utf8, now: isUrgent)
        case .json:
            var line =
                "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"message\":\(JSONText.quote("\(event.message)"))"
            line += ",\"source\":\(JSONText.quote(event.source))"
            for (key, value) in sorted { line += ",\(JSONText.quote(key)):\(Self.json(value))" }
            output.write((line + "}\n").utf8, now: isUrgent)
        }
    }

    private static func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): JSONText.quote(text)
        case .stringConvertible(let value): JSONText.quote("\(value)")
        case .array(let list): "[" + list.map(json).joined(separator: ",") + "]"
        case .dictionary(let fields):
            "{" + fields.sorted { $0.key < $1.key }.map { "\(JSONText.quote($0)):\(json($1))" }.joined(separator: ",")
                + "}"
        }
    }

    private static func padded(_ level: Logger.Level) -> String {
        let name = level.rawValue
        return name + String(repeating: " ", count: max(0, 8 - name.count))
    }

    private static func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x7F }
        return isWord ? text : JSONText.quote(text)
    }

    private static func oneLine(_ text: String) -> String {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? String(JSONText.quote(text).dropFirst().dropLast()) : text
    }
}
