/// The Swift type of a column that was inspected.
struct InspectedType: Equatable {
    /// The type, without the `?` of one that may be missing.
    let name: String
    /// Whether the type says by itself what the column stores.
    let isExact: Bool

    init(_ name: String, isExact: Bool = true) {
        self.name = name
        self.isExact = isExact
    }

    /// - Parameter enumerations: the Swift enums by the database's names of their types.
    init(_ type: ColumnType, enumerations: [String: String] = [:]) {
        switch type {
        case .boolean: self.init("Bool")
        case .integer(.int64): self.init("Int")
        case .integer(let width):
            self.init("\(width.isSigned ? "Int" : "UInt")\(width.bits)")
        case .real(.double): self.init("Double")
        case .real(.float): self.init("Float")
        case .decimal(nil, nil): self.init("Decimal")
        case .decimal: self.init("Decimal", isExact: false)
        case .text: self.init("String")
        case .blob: self.init("Data")
        case .uuid: self.init("UUID")
        case .timestamp: self.init("Date")
        case .date: self.init("CalendarDate")
        case .time: self.init("TimeOfDay")
        case .duration: self.init("Duration")
        case .json: self.init("JSONDocument")
        case .array(let element):
            let inner = InspectedType(element, enumerations: enumerations)
            self.init("[\(inner.name)]", isExact: inner.isExact)
        case .range(let bound):
            let inner = InspectedType(bound, enumerations: enumerations)
            self.init("Range<\(inner.name)>", isExact: inner.isExact)
        case .custom(let name): self.init(enumerations[name] ?? Self.custom(name), isExact: false)
        }
    }

    /// The Swift type for a type of one database, as its driver reads it; most travel as text.
    private static func custom(_ name: String) -> String {
        let word = name.prefix { $0.isLetter || $0.isNumber }.lowercased()
        switch word {
        case "timestamp": return "Date"
        case "interval": return "Duration"
        case "tsrange": return "Range<Date>"
        case "oid": return "Int"
        case "mediumint": return name.hasSuffix("unsigned") ? "UInt32" : "Int32"
        case "year": return "Int16"
        case "binary": return "Data"
        default: return "String"
        }
    }

    /// Whether the type is in Foundation.
    static func needsFoundation(_ name: String) -> Bool {
        ["Date", "Data", "UUID", "Decimal"].contains { part in
            name == part || name == "[\(part)]" || name == "Range<\(part)>"
        }
    }
}
