import MartletHTTP

/// The field `Authorization` (RFC 9110 §11.6.2).
enum Credentials {
    /// What was found for a scheme.
    enum Finding {
        case absent
        case repeated
        case found(Substring)
    }

    /// The text behind a scheme's name, which compares without regard to case.
    ///
    /// Two lines of the field could be read differently by this server and by one before it, so that neither counts.
    static func find(_ scheme: String, in request: Request) -> Finding {
        let lines = request.headers[values: .authorization]
        let own = lines.compactMap { value(of: $0, scheme) }
        guard let first = own.first else { return .absent }
        return lines.count == 1 ? .found(first) : .repeated
    }

    private static func value(of line: String, _ scheme: String) -> Substring? {
        let name = line.prefix { $0 != " " }
        guard name.lowercased() == scheme.lowercased() else { return nil }
        return line[name.endIndex...].drop { $0 == " " }
    }
}
