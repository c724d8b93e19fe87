import Logging
import MartletCore
import NIOHTTP1

extension Engine {
    /// Makes the response to a request that the application does not get to see, with what its middleware would have
    /// given it where that is in use: an id (``RequestID``) and a line in the log (``AccessLog``).
    /// - Parameter head: the head of the request where it could be read.
    func refuse(_ refusal: RefusedRequest, _ head: HTTPRequestHead?, _ info: ConnectionInfo) -> Response {
        var response = Response(refusal.status, text: refusal.text)
        let sent = head?.headers.first(name: "x-request-id").flatMap { RequestID.isAcceptable($0) ? $0 : nil }
        let id = sent ?? application.context.nextRequestID()
        if application.givesRequestIDs { response.headers[.xRequestID] = id }
        guard application.logsRequests else { return response }
        var metadata: Logger.Metadata = ["http.status": "\(refusal.status.code)", "request.id": "\(id)"]
        if let message = refusal.message { metadata["reason"] = "\(message)" }
        if let address = info.client.address { metadata["client.address"] = "\(address)" }
        if let head {
            metadata["http.method"] = "\(head.method.rawValue)"
            metadata["http.path"] = "\(head.uri.prefix { $0 != "?" }.prefix(Self.loggedPathLength))"
        }
        application.context.logger.info("request refused", metadata: metadata)
        return response
    }

    /// How many characters of a path a refusal's line shows: the path may be what was too long.
    private static let loggedPathLength = 200
}
