public import MartletCore

/// The formats in which an application or a group answers and is asked; the innermost group's count.
///
/// Without them there are JSON, and for lists CSV and NDJSON beside it.
///
/// ```swift
/// app.use(ContentFormats.standard.adding(YAMLFormat()))
/// app.group("/exports") { exports in
///     exports.use(ContentFormats(encoders: [CSVFormat()], decoders: []))
/// }
/// ```
public struct ContentFormats: Middleware {
    /// What answers are written by; clients that like two of them equally get the first.
    public var encoders: [any ContentEncoder]
    /// What content is read by; the first that understands a type reads it.
    public var decoders: [any ContentDecoder]

    /// Creates formats.
    public init(encoders: [any ContentEncoder], decoders: [any ContentDecoder]) {
        self.encoders = encoders
        self.decoders = decoders
    }

    /// JSON, CSV and NDJSON in both directions; forms are read.
    public static let standard = ContentFormats(
        encoders: [JSONFormat(), NDJSONFormat(), CSVFormat()],
        decoders: [JSONFormat(), FormFormat(), NDJSONFormat(), CSVFormat()])

    /// The same with an encoder more, behind the others.
    public func adding(_ encoder: any ContentEncoder) -> ContentFormats {
        var formats = self
        formats.encoders.append(encoder)
        return formats
    }

    /// The same with a decoder more, behind the others.
    public func adding(_ decoder: any ContentDecoder) -> ContentFormats {
        var formats = self
        formats.decoders.append(decoder)
        return formats
    }

    /// The same with a format more in both directions, behind the others.
    public func adding(_ format: any ContentEncoder & ContentDecoder) -> ContentFormats {
        adding(format as any ContentEncoder).adding(format as any ContentDecoder)
    }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        request.state[Place.self] = self
        return await next(request)
    }

    /// The formats of a request: those of the innermost group that has some.
    static func of(_ request: Request) -> ContentFormats { request.state[Place.self] ?? .standard }

    private enum Place: StateKey { typealias Value = ContentFormats }
}
