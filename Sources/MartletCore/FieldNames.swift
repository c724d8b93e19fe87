package import HTTPTypes

extension HTTPField.Name {
    /// A field name that is written in the source and known to be a token.
    package static func known(_ name: StaticString) -> HTTPField.Name {
        HTTPField.Name(name.description) ?? .contentType
    }

    /// `X-Request-ID`, by which a request is found in the logs of all machines it passed.
    package static let xRequestID = known("X-Request-ID")
}
