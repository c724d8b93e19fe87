import Logging
import MartletData
import MartletHTTP

/// Opens a ``DatabaseScope`` around each request, and warns of statements that it runs again and again.
struct RequestDatabaseScope: Middleware {
    let limit: Int?

    func handle(_ request: Request, next: Next) async throws -> Response {
        let scope = DatabaseScope(warningAfter: limit) { shape in
            var metadata: Logger.Metadata = ["sql": "\(shape.sql)", "path": "\(request.path)"]
            if let place = shape.place { metadata["place"] = "\(place)" }
            request.logger.warning(
                "one request runs the same statement again and again; `with` loads a relation by one query",
                metadata: metadata)
        }
        return await scope.run { await next(request) }
    }
}
