/// A field value with parameters (RFC 9110 §5.6.6): `form-data; name="a"; filename="b"`.
///
/// Quoted parameters are read as browsers write them: only `\"` and `\\` are escapes, since old browsers send whole
/// Windows paths. An unquoted value reaches to the next semicolon.
struct ParameterizedValue {
    /// The value before the first semicolon, in lower case.
    let value: String
    /// The parameters in order, their names in lower case.
    let parameters: [(name: String, value: String)]

    /// No field that is known has more than a few. The names are compared with each other, so there is a limit.
    private static let maximumParameters = 16

    /// Reads a field value.
    /// - Returns: `nil` when a quoted string has no end, a parameter has no name or value, a name occurs twice, or there
    ///   are more than 16 parameters.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        value = Self.text(Self.take(&rest) { $0 != UInt8(ascii: ";") }).lowercased()
        var parameters: [(name: String, value: String)] = []
        while rest.popFirst() != nil {
            let name = Self.text(
                Self.take(&rest) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            ).lowercased()
            // A semicolon at the end, or two in a row, is harmless.
            if name.isEmpty, rest.first != UInt8(ascii: "=") { continue }
            guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "=") else { return nil }
            guard parameters.count < Self.maximumParameters, !parameters.contains(where: { $0.name == name }) else {
                return nil
            }
            _ = Self.take(&rest) { $0 == 0x20 || $0 == 0x09 }
            let parameter: String
            if rest.first == UInt8(ascii: "\"") {
                guard let quoted = Self.takeQuoted(&rest) else { return nil }
                parameter = quoted
                let behind = Self.text(Self.take(&rest) { $0 != UInt8(ascii: ";") })
                guard behind.isEmpty else { return nil }
            } else {
                parameter = Self.text(Self.take(&rest) { $0 != UInt8(ascii: ";") })
            }
            parameters.append((name, parameter))
        }
        self.parameters = parameters
    }

    /// The value of a parameter; `nil` when it is absent.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    private static func take(_ rest: inout ArraySlice<UInt8>, while matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: matches)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                if let escaped = rest.popFirst() { bytes.append(escaped) }
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).trimmingSpaces()
    }
}
