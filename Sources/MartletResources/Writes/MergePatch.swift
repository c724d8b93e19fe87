import MartletCore
import MartletJSON

/// Changes of a JSON document (RFC 7396): members replace those of the same name, `null` removes them, objects are merged.
enum MergePatch {
    /// The document with the changes, in time that grows with the length of both.
    /// - Parameters:
    ///   - patch: JSON that was checked.
    ///   - document: the document; what is no object becomes one where the patch is.
    static func apply(_ patch: String, to document: String) -> String {
        guard let changes = Document(patch) else { return patch }
        var text = ""
        (Document(document) ?? .value("null")).merged(with: changes).write(to: &text)
        return text
    }

    /// A document as far as it is merged: objects in objects by their names, all else as it was written.
    private indirect enum Document {
        case object(Members)
        case value(Substring)

        /// Reads JSON; `nil` for what is none.
        init?(_ json: String) {
            var json = json
            let document: Document? = json.withUTF8 { bytes in
                var reader = JSONReader(bytes)
                return try? Document(reading: &reader)
            }
            guard let document else { return nil }
            self = document
        }

        private init(reading reader: inout JSONReader) throws(JSONSyntaxError) {
            guard try reader.peek() == UInt8(ascii: "{") else {
                let start = reader.position
                try reader.skipValue()
                self = .value(Substring(decoding: reader.bytes[start..<reader.position], as: UTF8.self))
                return
            }
            try reader.enter()
            var members = Members()
            var isFirst = true
            while let token = try reader.nextName(isFirst: isFirst) {
                isFirst = false
                let name = try reader.text(of: token)
                // Of a name that stands there twice the last counts, as most readers have it.
                members[name] = try Document(reading: &reader)
            }
            self = .object(members)
        }

        func merged(with patch: Document) -> Document {
            guard case .object(let changes) = patch else { return patch }
            var members = if case .object(let members) = self { members } else { Members() }
            for (name, value) in changes.all {
                if case .value("null") = value {
                    members[name] = nil
                } else {
                    members[name] = (members[name] ?? .value("null")).merged(with: value)
                }
            }
            return .object(members)
        }

        func write(to text: inout String) {
            switch self {
            case .value(let json): text += json
            case .object(let members):
                text += "{"
                var isFirst = true
                for (name, value) in members.all {
                    if !isFirst { text += "," }
                    isFirst = false
                    text += JSONText.quote(name)
                    text += ":"
                    value.write(to: &text)
                }
                text += "}"
            }
        }
    }

    /// Members in the order in which they came.
    private struct Members {
        private var entries: [(name: String, value: Document?)] = []
        private var positions: [String: Int] = [:]

        var all: some Sequence<(name: String, value: Document)> {
            entries.lazy.compactMap { entry in entry.value.map { (entry.name, $0) } }
        }

        subscript(name: String) -> Document? {
            get { positions[name].flatMap { entries[$0].value } }
            set {
                if let position = positions[name] {
                    entries[position].value = newValue
                } else if newValue != nil {
                    positions[name] = entries.count
                    entries.append((name, newValue))
                }
            }
        }
    }
}
