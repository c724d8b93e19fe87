public import MartletCore

// Lists and dictionaries of what `@Schema` describes as whole contents: rules and access count for their elements too.

extension Array: JSONReadable, JSONForm, JSONWritable where Element: SchemaContent {
    public static func read(json: UnsafeRawBufferPointer) throws -> [Element] { try readWhole(json) }
    public func write(json: inout [UInt8]) throws { try writeWhole(&json) }
}

extension Dictionary: JSONReadable, JSONForm, JSONWritable where Key == String, Value: SchemaContent {
    public static func read(json: UnsafeRawBufferPointer) throws -> [String: Value] { try readWhole(json) }
    public func write(json: inout [UInt8]) throws { try writeWhole(&json) }
}
