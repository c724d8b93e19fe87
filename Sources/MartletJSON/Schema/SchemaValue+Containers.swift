extension Array: SchemaValue, SchemaContainer where Element: SchemaValue {
    /// What `@Each` is about.
    public typealias SchemaElement = Element
    public typealias Constrained = [Element]
    public static var valueSchema: ValueSchema { .array(Element.valueSchema, isUnique: false) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> [Element]? {
        guard try reader.beginArray() else { return nil }
        var elements: [Element] = []
        var index = 0
        while try reader.nextElement(isFirst: index == 0) {
            reader.pushElement(index)
            if let element = try Element.read(from: &reader) { elements.append(element) }
            reader.pop()
            index += 1
        }
        return elements.count == index ? elements : nil
    }

    @inlinable public static func read(
        from reader: inout JSONReader, following rules: FieldRules<[Element]>
    ) throws(JSONSyntaxError) -> [Element]? {
        let each = rules.each(of: Element.self)
        let list =
            if let each { try reader.elements(Element.self, each, rules.mostElements) } else { try read(from: &reader) }
        guard let list, reader.isRight(list, rules) else { return nil }
        return list
    }

    @inlinable public func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Set: SchemaValue, SchemaContainer where Element: SchemaValue {
    /// What `@Each` is about.
    public typealias SchemaElement = Element
    public typealias Constrained = Set<Element>
    public static var valueSchema: ValueSchema { .array(Element.valueSchema, isUnique: true) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Set<Element>? {
        guard let elements = try [Element].read(from: &reader) else { return nil }
        return reader.unique(elements)
    }

    @inlinable public static func read(
        from reader: inout JSONReader, following rules: FieldRules<Set<Element>>
    ) throws(JSONSyntaxError) -> Set<Element>? {
        let each = rules.each(of: Element.self)
        let list =
            if let each { try reader.elements(Element.self, each, rules.mostElements) } else {
                try [Element].read(from: &reader)
            }
        guard let list, let set = reader.unique(list), reader.isRight(set, rules) else { return nil }
        return set
    }

    @inlinable public func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Dictionary: SchemaValue, SchemaContainer where Key == String, Value: SchemaValue {
    /// What `@Each` is about.
    public typealias SchemaElement = Value
    public typealias Constrained = [String: Value]
    public static var valueSchema: ValueSchema { .dictionary(Value.valueSchema) }

    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> [String: Value]? {
        try read(from: &reader, keys: nil, each: nil, most: .max)
    }

    public static func read(
        from reader: inout JSONReader, following rules: FieldRules<[String: Value]>
    ) throws(JSONSyntaxError) -> [String: Value]? {
        let each = rules.each(of: Value.self)
        let values = try read(from: &reader, keys: rules.keys, each: each, most: rules.mostElements)
        guard let values, reader.isRight(values, rules) else { return nil }
        return values
    }

    private static func read(
        from reader: inout JSONReader, keys: FieldRules<String>?, each: FieldRules<Value.Constrained>?, most: Int
    ) throws(JSONSyntaxError) -> [String: Value]? {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.refuse(expected: "an object")
            return nil
        }
        try reader.enter()
        let problems = reader.problemCount
        var values: [String: Value] = [:]
        var count = 0
        var names: Set<String> = []
        while let token = try reader.nextName(isFirst: count == 0) {
            let isLookedAt = count < most && !reader.hasMore
            count += 1
            let name = try reader.text(of: token)
            reader.push(.name(reader.shortened(name)))
            let isNew = names.insert(name).inserted
            if !isNew { reader.note("duplicate_member", "must not stand there twice") }
            if isLookedAt, isNew, let keys { reader.check(name: name, keys) }
            let value =
                if isLookedAt, let each {
                    try Value.read(from: &reader, following: each)
                } else {
                    try Value.read(from: &reader)
                }
            if let value, isNew { values[name] = value }
            reader.pop()
        }
        return values.count == count && reader.problemCount == problems ? values : nil
    }

    /// In the order of the names, so that equal values are equal texts.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in sorted(by: { $0.key < $1.key }) { writer.member(named: name, value) }
        writer.endObject()
    }
}

extension Optional: SchemaValue where Wrapped: SchemaValue {
    public typealias Constrained = Wrapped.Constrained
    public static var valueSchema: ValueSchema { .nullable(Wrapped.valueSchema) }
    @inlinable public static var whenAbsent: Wrapped?? { .some(nil) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Wrapped?? {
        if try reader.takeNull() { return .some(nil) }
        guard let value = try Wrapped.read(from: &reader) else { return nil }
        return .some(value)
    }

    @inlinable public static func read(
        from reader: inout JSONReader, following rules: FieldRules<Wrapped.Constrained>
    ) throws(JSONSyntaxError) -> Wrapped?? {
        if try reader.takeNull() { return .some(nil) }
        guard let value = try Wrapped.read(from: &reader, following: rules) else { return nil }
        return .some(value)
    }

    @inlinable public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.literal("null") }
    }

    @inlinable public var constrained: Wrapped.Constrained? { flatMap(\.constrained) }
}

/// A value that holds others, which have rules of their own by `@Each`: a list, a set, a dictionary.
///
/// The containers of Swift are the ones that there are: the rules of elements in another type would not be checked.
public protocol SchemaContainer: SchemaValue {
    /// What it holds.
    associatedtype SchemaElement: SchemaValue
}

extension JSONReader {
    /// Reads an array whose elements have rules, which those behind the most that may be there are not asked.
    @inlinable mutating func elements<Element: SchemaValue>(
        _ type: Element.Type, _ each: FieldRules<Element.Constrained>, _ most: Int
    ) throws(JSONSyntaxError) -> [Element]? {
        guard try beginArray() else { return nil }
        var elements: [Element] = []
        var index = 0
        while try nextElement(isFirst: index == 0) {
            pushElement(index)
            let element =
                index < most && !hasMore
                ? try Element.read(from: &self, following: each) : try Element.read(from: &self)
            if let element { elements.append(element) }
            pop()
            index += 1
        }
        return elements.count == index ? elements : nil
    }

    /// The elements as a set; `nil` after noting that one stands there twice.
    @inlinable mutating func unique<Element>(_ elements: [Element]) -> Set<Element>? {
        let set = Set(elements)
        if set.count == elements.count { return set }
        note("not_unique", "must not have an element twice")
        return nil
    }

    /// Notes which rules the name of a member breaks.
    fileprivate mutating func check(name: String, _ rules: FieldRules<String>) {
        for violation in rules.violations(of: name) {
            let parameters = violation.parameters.merging(["part": "name"]) { $1 }
            note(violation.code, "has a name that \(violation.detail)", parameters)
        }
    }

    /// Begins an array; `false` after noting that something else comes.
    @usableFromInline package mutating func beginArray() throws(JSONSyntaxError) -> Bool {
        guard try peek() == UInt8(ascii: "[") else {
            try refuse(expected: "an array")
            return false
        }
        try enter()
        return true
    }
}
