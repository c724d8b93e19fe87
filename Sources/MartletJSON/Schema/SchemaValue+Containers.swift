extension Array: SchemaValue where Element: SchemaValue {
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

    @inlinable public func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Set: SchemaValue where Element: SchemaValue {
    public typealias Constrained = Set<Element>
    public static var valueSchema: ValueSchema { .array(Element.valueSchema, isUnique: true) }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Set<Element>? {
        guard let elements = try [Element].read(from: &reader) else { return nil }
        let set = Set(elements)
        guard set.count == elements.count else {
            reader.note("not_unique", "must not have an element twice")
            return nil
        }
        return set
    }

    @inlinable public func write(to writer: inout JSONWriter) { writer.array(self) }
}

extension Dictionary: SchemaValue where Key == String, Value: SchemaValue {
    public typealias Constrained = [String: Value]
    public static var valueSchema: ValueSchema { .dictionary(Value.valueSchema) }

    public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> [String: Value]? {
        guard try reader.peek() == UInt8(ascii: "{") else {
            try reader.refuse(expected: "an object")
            return nil
        }
        try reader.enter()
        var values: [String: Value] = [:]
        var count = 0
        var names: Set<String> = []
        while let token = try reader.nextName(isFirst: count == 0) {
            count += 1
            let name = try reader.text(of: token)
            reader.push(.name(reader.shortened(name)))
            let isNew = names.insert(name).inserted
            if !isNew { reader.note("duplicate_member", "must not stand there twice") }
            if let value = try Value.read(from: &reader), isNew { values[name] = value }
            reader.pop()
        }
        return values.count == count ? values : nil
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

    @inlinable public func write(to writer: inout JSONWriter) {
        if let self { self.write(to: &writer) } else { writer.literal("null") }
    }

    @inlinable public var constrained: Wrapped.Constrained? { flatMap(\.constrained) }
}

extension JSONReader {
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
