import MartletCore
import MartletJSON

/// Changes of a JSON document (RFC 7396): members replace those of the same name, `null` removes them, objects are merged.
enum MergePatch {
    /// The document with the changes.
    /// - Parameters:
    ///   - patch: JSON that was checked.
    ///   - document: the document; what is no object becomes one where the patch is.
    static func apply(_ patch: String, to document: String) -> String {
        guard let changes = members(of: patch) else { return patch }
        var members = members(of: document) ?? []
        for (name, value) in changes {
            let index = members.firstIndex { $0.name == name }
            if value == "null" {
                if let index { members.remove(at: index) }
            } else if let index {
                members[index].value = apply(value, to: members[index].value)
            } else {
                members.append((name, apply(value, to: "null")))
            }
        }
        return "{\(members.map { "\(JSONText.quote($0.name)):\($0.value)" }.joined(separator: ","))}"
    }

    /// The members of an object with their values as JSON; `nil` for another value.
    private static func members(of json: String) -> [(name: String, value: String)]? {
        var json = json
        return json.withUTF8 { bytes in
            var reader = JSONReader(bytes)
            do {
                return try members(of: &reader)
            } catch {
                return nil
            }
        }
    }

    private static func members(of reader: inout JSONReader) throws(JSONSyntaxError) -> [(name: String, value: String)]?
    {
        guard try reader.peek() == UInt8(ascii: "{") else { return nil }
        try reader.enter()
        var members: [(name: String, value: String)] = []
        while let token = try reader.nextName(isFirst: members.isEmpty) {
            let name = try reader.text(of: token)
            _ = try reader.peek()
            let start = reader.position
            try reader.skipValue()
            let value = String(decoding: reader.bytes[start..<reader.position], as: UTF8.self)
            // Of a name that stands there twice the last counts, as most readers have it.
            members.removeAll { $0.name == name }
            members.append((name, value))
        }
        return members
    }
}
