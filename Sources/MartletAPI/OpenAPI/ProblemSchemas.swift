import MartletCore
import MartletHTTP
import MartletJSON

/// The schemas of problem details (RFC 9457).
enum ProblemSchemas {
    static let problem = ValueSchema.object(
        SchemaReference("Problem", typeName: "MartletAPI.Problem") {
            ObjectSchema(name: "Problem", unknown: .ignored, members: members)
        })

    static let validation = ValueSchema.object(
        SchemaReference("ValidationProblem", typeName: "MartletAPI.ValidationProblem") {
            ObjectSchema(
                name: "ValidationProblem", unknown: .ignored,
                members: members + [
                    member(
                        "errors", .array(fault, isUnique: false), isAlways: false,
                        "what is wrong with the input, each with its place")
                ])
        })

    private static let members = [
        member(
            "type", .string(format: "uri-reference"),
            "names the kind of problem; about:blank says no more than the status"),
        member("title", .string(format: nil), "a few words that are the same for each problem of the kind"),
        member("status", .integer(min: 400, max: 599, format: nil), "the status of the response"),
        detail,
    ]

    private static let detail = member("detail", .string(format: nil), isAlways: false, "what is wrong this time")

    /// Problems of a kind, which have its type, title and status, and members of their own.
    /// - Parameter type: the type of the errors.
    static func typed(_ type: any DocumentedProblem.Type) -> ValueSchema {
        let name = DescribedType.plainName(String(describing: type))
        return .object(
            SchemaReference(name, typeName: "\(String(reflecting: type)).Problem") {
                ObjectSchema(name: name, unknown: .ignored, members: members(of: type))
            })
    }

    private static func members(of type: any DocumentedProblem.Type) -> [MemberSchema] {
        let details = type.details
        let own = details.extensions.compactMap { name, value in
            self.value(value).map { MemberSchema(name, $0, isRequired: true) }
        }
        return [
            constant("type", .string(format: nil), JSONText.quote(type.kind)),
            constant("title", .string(format: nil), JSONText.quote(details.title)),
            constant("status", .integer(min: nil, max: nil, format: nil), "\(details.status.code)"),
            detail,
        ] + own
    }

    private static func constant(_ name: String, _ value: ValueSchema, _ json: String) -> MemberSchema {
        MemberSchema(name, value, [.oneOf([json])], isRequired: true)
    }

    /// What is known of a further member: by its type, or else by how it is written. `nil` for one that cannot be.
    private static func value(_ value: any Encodable & Sendable) -> ValueSchema? {
        guard let text = try? ProblemDetails.text(of: value) else { return nil }
        let schema = DescribedType.schema(of: Swift.type(of: value))
        guard schema == .any else { return schema }
        return switch text.utf8.first {
        case UInt8(ascii: "{"): .dictionary(.any)
        case UInt8(ascii: "["): .array(.any, isUnique: false)
        case UInt8(ascii: "\""): .string(format: nil)
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .any
        default: .number(format: nil)
        }
    }

    private static let fault = ValueSchema.object(
        SchemaReference("InputProblem", typeName: "MartletAPI.InputProblem") {
            ObjectSchema(
                name: "InputProblem", unknown: .ignored,
                members: [
                    member(
                        "pointer", .string(format: "json-pointer"), isAlways: false,
                        "the place in the content (RFC 6901)"),
                    member(
                        "parameter", .string(format: nil), isAlways: false,
                        "the parameter of the query or the field of a form"),
                    member("code", .string(format: nil), "what is wrong, in a word that stays the same"),
                    member("detail", .string(format: nil), "what is wrong, in words"),
                ])
        })

    private static func member(
        _ name: String, _ value: ValueSchema, isAlways: Bool = true, _ summary: String
    ) -> MemberSchema {
        MemberSchema(name, value, isRequired: isAlways, isAlwaysWritten: isAlways, description: summary)
    }
}

extension DocumentedProblem {
    /// What clients are told of the example.
    static var details: ProblemDetails { ProblemDetails(example) }
    /// The URI that names its kind.
    static var kind: String { example.type }
    static var problemSchema: ValueSchema { ProblemSchemas.typed(Self.self) }
}
