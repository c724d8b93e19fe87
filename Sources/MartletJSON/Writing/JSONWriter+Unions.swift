extension JSONWriter {
    /// Writes the struct of a case, with the discriminator as the first member of its object.
    /// - Parameter index: the place of the case in the description.
    public mutating func variant(_ index: Int, _ payload: some Schema, of schema: UnionSchema) {
        guard let prefix = prefix(index, payload, schema) else { return }
        discriminator = prefix
        payload.write(to: &self)
        discriminator = nil
    }

    /// Writes a case that has the discriminator alone.
    /// - Parameter index: the place of the case in the description.
    public mutating func variant(_ index: Int, of schema: UnionSchema) {
        guard let prefix = prefix(index, schema.name, schema) else { return }
        discriminator = prefix
        beginObject()
        endObject()
    }

    /// The discriminator of a case as it is written; `nil` for what cannot be.
    private mutating func prefix<Value>(_ index: Int, _ value: Value, _ schema: UnionSchema) -> [UInt8]? {
        if let mistake = schema.mistake {
            refuse(value, mistake.description)
            return nil
        }
        guard schema.prefixes.indices.contains(index) else {
            refuse(value, "`\(schema.name)` has no case \(index)")
            return nil
        }
        return schema.prefixes[index]
    }
}
