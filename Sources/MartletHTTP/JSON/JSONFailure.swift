import MartletCore

/// Says why content could not be decoded: where in it, what was expected, what was got.
///
/// Foundation's decoder is fast but does not always say where, nor whether the text was JSON at all. So what it has refused
/// is read once more by one that does, and so is what holds types with rules, for which the JSON of their value is needed.
enum JSONFailure {
    /// - Returns: a 400 for text that is not JSON, a 422 for JSON that is not a `Value`.
    static func error<Value: Decodable>(
        for error: DecodingError, decoding type: Value.Type, from bytes: [UInt8]
    ) -> any Error {
        do {
            _ = try decode(type, from: bytes, isInput: false)
            // The two disagree, which only a type that looks at its decoder can bring about.
            return describe(error)
        } catch {
            return error
        }
    }

    /// Decodes by the decoder that says where something is wrong.
    /// - Parameter isInput: whether types that have rules are asked.
    /// - Throws: ``HTTPError`` 400 for text that is not JSON, a 422 for JSON that is not a `Value`.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8], isInput: Bool) throws -> Value {
        let node: JSONNode
        do {
            node = try JSONParser.parse(bytes)
        } catch {
            guard !bytes.allSatisfy(JSONText.isSpace) else { throw HTTPError(.badRequest, "The content is empty.") }
            throw HTTPError(
                .badRequest,
                "The content is not valid JSON: expected \(error.expected) at line \(error.line), column \(error.column)."
            )
        }
        do {
            return try JSONNodeDecoder(content: isInput ? bytes : nil, node: node, codingPath: []).decode(type)
        } catch let error as DecodingError {
            throw describe(error)
        }
    }

    private static func describe(_ error: DecodingError) -> HTTPError {
        switch error {
        case .keyNotFound(let key, let context):
            unprocessable(context.codingPath + [key], "is required.")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            unprocessable(
                context.codingPath,
                (context.underlyingError as? JSONMismatch)?.sentence ?? "has a value that is not allowed.")
        @unknown default:
            HTTPError(.unprocessableContent, "The content does not have the expected form.")
        }
    }

    private static func unprocessable(_ path: [any CodingKey], _ sentence: String) -> HTTPError {
        HTTPError(.unprocessableContent, "\(path.isEmpty ? "The content" : pointer(path)) \(sentence)")
    }

    /// A JSON pointer (RFC 6901).
    static func pointer(_ path: [any CodingKey]) -> String {
        path.map { key in
            // Names of members may be numbers too; those of elements are all alike.
            let isElement = key.stringValue.hasPrefix("Index ")
            let text = key.intValue.flatMap { isElement ? "\($0)" : nil } ?? key.stringValue
            return "/" + JSONPointer.escape(Expectation.shortened(text))
        }.joined()
    }
}
