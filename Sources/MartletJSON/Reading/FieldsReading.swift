import MartletCore

/// Reads a schema from named texts: those of a query or a form.
///
/// The texts are brought into JSON by what the schema says of each member, so that there is one reader and one set of rules.
struct FieldsReading {
    private let schema: ObjectSchema
    private let fields: QueryParameters

    init(_ schema: ObjectSchema, _ fields: QueryParameters) {
        self.schema = schema
        self.fields = fields
    }

    /// The texts as an object.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for member in schema.members where member.access != .readOnly {
            let texts = fields.values(member.name)
            if let token = Self.token(texts, member.value) { writer.member(named: member.name, raw: token) }
        }
        writer.endObject()
        return (try? writer.finish()) ?? []
    }

    /// The problem of a pointer as that of a parameter.
    func problem(_ problem: FieldProblem) -> FieldProblem {
        guard case .pointer(let pointer) = problem.place, let name = JSONPointer.first(of: pointer) else {
            return problem
        }
        var problem = problem
        problem.place = .parameter(name)
        guard problem.code == "type", let expected = problem.parameters["expected"] else { return problem }
        // All of them are texts: what helps is which.
        let text = fields[name] ?? ""
        problem.detail = "must be \(expected), not `\(text.count > 40 ? "\(text.prefix(40))…" : text)`"
        return problem
    }

    /// The texts of a member as JSON; `nil` where it is absent.
    static func token(_ texts: [String], _ schema: ValueSchema) -> String? {
        switch schema {
        case .array(let element, _):
            // An empty input is no element.
            let tokens = texts.filter { !$0.isEmpty }.compactMap { token($0, element) }
            return texts.isEmpty ? nil : "[\(tokens.joined(separator: ","))]"
        case .nullable(let wrapped):
            guard let text = texts.first, !text.isEmpty else { return nil }
            return token(texts, wrapped)
        default: return texts.first.flatMap { token($0, schema) }
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

extension Schema {
    public static func read(fields: QueryParameters) throws -> Self {
        let reading = FieldsReading(schema, fields)
        do {
            return try reading.json.withUnsafeBytes { try read(json: $0) }
        } catch let error as ValidationError {
            throw ValidationError(error.problems.map(reading.problem)) ?? error
        }
    }
}
