import HTTPTypes

/// Reason phrases of registered statuses that were made from a bare code.
enum StatusPhrases {
    static func phrase(for code: Int) -> String {
        known[code] ?? "Status \(code)"
    }

    private static let known: [Int: String] = Dictionary(
        [
            HTTPResponse.Status.badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable,
            .requestTimeout, .conflict, .gone, .lengthRequired, .preconditionFailed, .contentTooLarge, .uriTooLong,
            .unsupportedMediaType, .rangeNotSatisfiable, .expectationFailed, .misdirectedRequest,
            .unprocessableContent, .upgradeRequired, .preconditionRequired, .tooManyRequests,
            .requestHeaderFieldsTooLarge, .internalServerError, .notImplemented, .badGateway, .serviceUnavailable,
            .gatewayTimeout, .httpVersionNotSupported, .ok, .created, .accepted, .noContent, .movedPermanently, .found,
            .seeOther, .notModified, .temporaryRedirect, .permanentRedirect, .partialContent, .switchingProtocols,
        ].map { ($0.code, $0.reasonPhrase) }, uniquingKeysWith: { first, _ in first })
}
