import HTTPTypes
import Martlet

/// `/health`: what load balancers and containers ask.
enum Health {
    static func add(to routes: RouteGroup) {
        // The process runs.
        routes.get("/live") { "live\n" }

        // The database answers and holds the catalogue.
        routes.get("/ready") { (db: Database, request: Request) -> Response in
            do {
                guard try await Artist.query.exists(in: db) else {
                    return Response(.serviceUnavailable, text: "not ready: there is no data yet\n")
                }
                return Response(text: "ready\n")
            } catch {
                request.logger.error("the database does not answer", metadata: ["error": "\(error)"])
                return Response(.serviceUnavailable, text: "not ready: the database does not answer\n")
            }
        }
    }
}
