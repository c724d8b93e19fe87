import MartletCore

// Objects that are told apart by a member, wherever it stands in them: it is looked up first, then the object is read.

extension JSONReader {
    /// Finds out which case of an enumeration the object is that comes, and stays in front of it.
    /// - Returns: the place of the case; `nil` after noting what is wrong and passing over the value.
    public mutating func variant(of schema: UnionSchema) throws(JSONSyntaxError) -> Int? {
        guard try peek() == UInt8(ascii: "{") else {
            try refuse(expected: "an object")
            return nil
        }
        if let wrong = schema.mistake { mistake = wrong }
        let start = position
        let outside = depth
        let index = try findVariant(schema)
        position = start
        depth = outside
        if index == nil { try skipValue() }
        return index
    }

    /// Reads the struct of a case, in whose object the discriminator is no unknown member.
    public mutating func payload<Payload: Schema>(
        _ type: Payload.Type, of schema: UnionSchema
    ) throws(JSONSyntaxError) -> Payload? {
        discriminator = schema.member
        defer { discriminator = nil }
        return try Payload.read(from: &self)
    }

    /// Reads an object that has the discriminator alone; `false` after noting what else is there.
    public mutating func noPayload(of schema: UnionSchema) throws(JSONSyntaxError) -> Bool {
        discriminator = schema.member
        defer { discriminator = nil }
        guard var progress = try begin() else { return false }
        while try next(&progress, of: .none) != nil {}
        return end(progress, of: .none)
    }

    /// Goes through the object that comes as far as to its discriminator.
    private mutating func findVariant(_ schema: UnionSchema) throws(JSONSyntaxError) -> Int? {
        try enter()
        var isFirst = true
        while let name = try nextName(isFirst: isFirst) {
            isFirst = false
            if token(name, is: schema.member) { return try takeVariant(schema) }
            try leap()
        }
        push(.member(schema.member))
        note("required", "is required")
        pop()
        return nil
    }

    /// Takes the value of a discriminator.
    private mutating func takeVariant(_ schema: UnionSchema) throws(JSONSyntaxError) -> Int? {
        push(.member(schema.member))
        defer { pop() }
        guard try peek() == UInt8(ascii: "\"") else {
            try refuse(expected: "a string")
            return nil
        }
        let token = try takeString()
        if let index = schema.variants.firstIndex(where: { self.token(token, is: $0.text) }) { return index }
        let text = try text(of: token)
        // What is not told of any more needs no words.
        guard !isFull else {
            note("one_of", "")
            return nil
        }
        let meant = NearMatch.find(text.utf8.count > 100 ? "" : text, among: schema.variants.lazy.map(\.value))
        let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
        note(
            "one_of", "must be \(schema.expectation), not `\(shortened(text))`\(hint)",
            meant.map { ["meant": $0] } ?? [:])
        return nil
    }

    /// Passes over a value as ``skipValue()`` does, and remembers where larger objects and arrays end.
    ///
    /// What is in them may be searched for a discriminator, too, and in that again: nothing larger is gone through once for
    /// each level.
    private mutating func leap(isElement: Bool = false) throws(JSONSyntaxError) {
        let first = try peek()
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return try skipValue() }
        let start = position
        if let end = knownEnds[start] {
            position = end
            return
        }
        try enter()
        var isFirst = true
        if first == UInt8(ascii: "{") {
            while let name = try nextName(isFirst: isFirst) {
                isFirst = false
                try check(name)
                try leap()
            }
        } else {
            while try nextElement(isFirst: isFirst) {
                isFirst = false
                try leap(isElement: true)
            }
        }
        // An element is asked for while its array is not known, and is not known then either.
        if !isElement, position - start >= JSONLimits.leap { knownEnds[start] = position }
    }
}

extension MemberTable {
    /// That of an object without members.
    fileprivate static let none = MemberTable(unknown: .refused, [])
}
