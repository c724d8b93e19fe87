package import MartletCore

/// Reads a schema from named texts: those of a query or a form.
///
/// The texts are brought into JSON by what the schema says of each member, so that there is one reader and one set of rules.
package struct FieldsReading: Sendable {
    private let schema: ObjectSchema
    private let fields: QueryParameters

    package init(_ schema: ObjectSchema, _ fields: QueryParameters) {
        self.schema = schema
        self.fields = fields
    }

    /// The texts as an object.
    package var json: [UInt8] { schema.json { Self.token(fields.values($0.name), $0.value) } }

    /// The problem of a pointer as that of a parameter.
    package func problem(_ problem: FieldProblem) -> FieldProblem {
        guard case .pointer(let pointer) = problem.place else { return problem }
        let parts = JSONPointer.parts(of: pointer)
        guard let name = parts.first else { return problem }
        var problem = problem.ofParameter
        // All of them are texts, and some were put into the form of JSON: what helps is which was sent.
        let expected: String
        switch problem.code {
        case "type":
            guard let words = problem.parameters["expected"] else { return problem }
            expected = words
        case "format":
            guard problem.parameters["format"] == "date-time" else { return Self.showing(element(parts), problem) }
            expected = Expectation.moment
        default: return parts.count > 1 ? Self.showing(element(parts), problem) : problem
        }
        let sent = parts.count > 1 ? element(parts) : fields.values(name).first
        problem.detail = "must be \(expected), not `\(Expectation.shortened(sent ?? ""))`"
        return problem
    }

    /// The text that has become an element of a list.
    private func element(_ place: [String]) -> String? {
        guard place.count > 1, let name = place.first, let index = Int(place[1]) else { return nil }
        return fields.values(name).lazy.filter { !$0.isEmpty }.dropFirst(index).first
    }

    /// The codes of rules that elements have by `@Each`.
    private static let rules: Set<String> = [
        "too_short", "too_long", "pattern", "format", "blank", "too_small", "too_large", "multiple_of", "one_of",
    ]

    /// The problem of one of several texts with one name, which says which it is.
    private static func showing(_ text: String?, _ problem: FieldProblem) -> FieldProblem {
        guard let text, rules.contains(problem.code), !problem.detail.hasSuffix("`") else { return problem }
        var problem = problem
        problem.detail += " (got `\(Expectation.shortened(text))`)"
        return problem
    }

    /// The texts of a member as JSON; `nil` where it is absent.
    static func token(_ texts: [String], _ schema: ValueSchema) -> String? {
        guard let first = texts.first else { return nil }
        switch schema {
        case .array(let element, _):
            // An empty input is no element.
            let tokens = texts.filter { !$0.isEmpty }.compactMap { token($0, element) }
            return "[\(tokens.joined(separator: ","))]"
        case .nullable(let wrapped):
            let isEmpty = if case .array = wrapped.present { texts.allSatisfy(\.isEmpty) } else { first.isEmpty }
            return isEmpty ? "null" : token(texts, wrapped)
        default: return token(first, schema)
        }
    }

    private static func token(_ text: String, _ schema: ValueSchema) -> String? {
        switch schema {
        case .boolean:
            switch text.lowercased() {
            case "true", "1", "on", "yes": return "true"
            case "false", "0", "off", "no": return "false"
            default: return JSONText.quote(text)
            }
        case .integer, .number: return isNumber(text) ? text : JSONText.quote(text)
        case .choice(let raw, _): return token(text, raw)
        case .string(format: "date-time"):
            // As people write days.
            return JSONText.quote(text.utf8.count == 10 ? "\(text)T00:00:00Z" : text)
        case .any: return JSONReader.isValue(text) ? text : JSONText.quote(text)
        default: return JSONText.quote(text)
        }
    }

    /// Whether a text is a number of JSON as it stands.
    private static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var reader = JSONReader(bytes)
            do throws(JSONSyntaxError) {
                _ = try reader.takeNumber()
                return reader.position == bytes.count
            } catch {
                return false
            }
        }
    }
}

extension ObjectSchema {
    /// An object of the members that are taken and have a token.
    func json(of token: (MemberSchema) -> String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for member in members where member.access != .readOnly {
            if let token = token(member) { writer.member(named: member.name, raw: token) }
        }
        writer.endObject()
        return (try? writer.finish()) ?? []
    }
}

extension Schema {
    /// Those of the members that are taken.
    public static var fieldNames: [String]? { schema.members.filter { $0.access != .readOnly }.map(\.name) }

    public static func read(fields: QueryParameters) throws -> Self {
        let reading = FieldsReading(schema, fields)
        return try read(reading.json, reading.problem)
    }
}

extension SchemaUnion {
    /// The discriminator, and the members of all cases that are taken.
    public static var fieldNames: [String]? {
        schema.variants.flatMap { $0.schema(schema.discriminator, schema.name).members }
            .filter { $0.access != .readOnly }.map(\.name)
    }

    public static func read(fields: QueryParameters) throws -> Self {
        let reading = FieldsReading(schema.shape(of: fields), fields)
        return try read(reading.json, reading.problem)
    }
}
