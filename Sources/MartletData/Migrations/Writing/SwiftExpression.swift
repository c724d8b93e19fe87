/// An expression of Swift, laid out as `swift format` lays it out: on one line where it fits, else one argument or element
/// on each line.
indirect enum SwiftExpression: Sendable {
    /// Something that is not broken: a literal or a name.
    case text(String)
    /// A call with labelled arguments; an empty label is none.
    case call(String, [(label: String, value: SwiftExpression)])
    /// An array.
    case array([SwiftExpression])

    static let lineLength = 120
    private static let step = 4

    /// The expression on one line.
    var line: String {
        switch self {
        case .text(let text): text
        case .call(let name, let arguments):
            "\(name)(\(arguments.map { Self.label($0.label) + $0.value.line }.joined(separator: ", ")))"
        case .array(let elements): "[\(elements.map(\.line).joined(separator: ", "))]"
        }
    }

    /// The expression laid out.
    /// - Parameters:
    ///   - indent: how far the line that it begins in is indented.
    ///   - before: how many characters stand on that line before it.
    ///   - after: how many stand behind it at least: commas and closing brackets.
    func text(indent: Int, before: Int, after: Int) -> String {
        let line = line
        if before + line.count + after <= Self.lineLength { return line }
        let inner = indent + Self.step
        let margin = "\n" + String(repeating: " ", count: inner)
        switch self {
        case .text(let text): return text
        case .call(let name, let arguments):
            let lines = arguments.enumerated().map { position, argument in
                let label = Self.label(argument.label)
                let isLast = position == arguments.count - 1
                return label
                    + argument.value.text(indent: inner, before: inner + label.count, after: isLast ? after + 1 : 1)
            }
            return "\(name)(\(margin)\(lines.joined(separator: "," + margin)))"
        case .array(let elements):
            let lines = elements.map { $0.text(indent: inner, before: inner, after: 1) }
            let comma = elements.count > 1 ? "," : ""
            return
                "[\(margin)\(lines.joined(separator: "," + margin))\(comma)\n\(String(repeating: " ", count: indent))]"
        }
    }

    private static func label(_ label: String) -> String { label.isEmpty ? "" : label + ": " }

    /// A text as a literal.
    static func string(_ text: String) -> SwiftExpression {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return .text(result + "\"")
    }

    static func strings(_ texts: [String]) -> SwiftExpression { .array(texts.map(string)) }
}

/// Arguments of a call, those that have their default left out.
struct SwiftArguments {
    private(set) var list: [(label: String, value: SwiftExpression)] = []

    mutating func add(_ label: String, _ value: SwiftExpression) { list.append((label, value)) }
    mutating func add(_ label: String, _ text: String?) {
        if let text { add(label, .string(text)) }
    }
    mutating func add(_ label: String, _ texts: [String]) {
        if !texts.isEmpty { add(label, .strings(texts)) }
    }
    mutating func add(_ label: String, _ value: Bool, default usual: Bool) {
        if value != usual { add(label, .text("\(value)")) }
    }
    mutating func add<Value: Equatable>(_ label: String, _ value: Value, default usual: Value) {
        if value != usual { add(label, .text(".\(value)")) }
    }
}
