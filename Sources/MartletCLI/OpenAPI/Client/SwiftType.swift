/// A type of the client.
indirect enum SwiftType: Hashable {
    case string, int, int32, double, float, bool
    case date, day, uuid, data
    /// A part of a form that is a file.
    case file
    /// Any JSON.
    case json
    /// What is declared by this name.
    case named(String)
    case array(SwiftType)
    case dictionary(SwiftType)
    case optional(SwiftType)
    /// May be null where leaving it out means something else.
    case nullable(SwiftType)

    var text: String {
        switch self {
        case .string: "String"
        case .int: "Int"
        case .int32: "Int32"
        case .double: "Double"
        case .float: "Float"
        case .bool: "Bool"
        case .date: "Date"
        case .day: "CalendarDay"
        case .uuid: "UUID"
        case .data: "Data"
        case .file: "MultipartFile"
        case .json: "JSONValue"
        case .named(let name): name
        case .array(let element): "[\(element.text)]"
        case .dictionary(let value): "[String: \(value.text)]"
        case .optional(let wrapped): "\(wrapped.text)?"
        case .nullable(let wrapped): "Nullable<\(wrapped.text)>"
        }
    }

    var isOptional: Bool { if case .optional = self { true } else { false } }
    var optional: SwiftType { isOptional ? self : .optional(self) }

    /// The declared types that a value holds without an array or a dictionary around them.
    var embedded: [String] {
        switch self {
        case .named(let name): [name]
        case .optional(let wrapped), .nullable(let wrapped): wrapped.embedded
        default: []
        }
    }

    /// All declared types in it.
    var names: [String] {
        switch self {
        case .named(let name): [name]
        case .array(let inner), .dictionary(let inner), .optional(let inner), .nullable(let inner): inner.names
        default: []
        }
    }

    /// Whether Foundation declares it or a part of it.
    var needsFoundation: Bool {
        switch self {
        case .date, .uuid, .data: true
        case .array(let inner), .dictionary(let inner), .optional(let inner), .nullable(let inner):
            inner.needsFoundation
        default: false
        }
    }
}

/// What a schema becomes: a type, and whether null is a value too.
struct TypeUse: Hashable {
    var type: SwiftType
    var isNullable = false
}
