import MartletAPI
import MartletAuth
import MartletHTTP
import MartletJSON
import MartletResources

/// Routes whose middleware and results say more than their handlers.
func addGates(to api: RouteGroup) {
    api.group("/gates") { gates in
        gates.describe(tags: ["gates"])
        gates.get("/limited") { "in" }
            .use(Throttle("limited", .fixedWindow(20, per: .seconds(60)), by: .everyone))
        gates.post("/tickets") { Created(Count(bytes: 1), at: "/api/gates/tickets") }.use(Idempotency())
        gates.get("/tagged") { "the same" }.use(ETag())
        gates.get("/hosts") { "known" }.use(AllowedHosts(["127.0.0.1", "localhost"]))
        gates.get("/slow") { "soon" }.timeLimit(.seconds(5))
        gates.post("/small") { (count: JSON<Count>) in count.value }.bodyLimit(1_000)
        gates.get("/old") { "old" }.deprecated(Deprecation(since: .day(2025, 6, 1), sunset: .day(2030, 6, 1)))
        gates.get("/formats") { Negotiated([Count(bytes: 1), Count(bytes: 2)]) }
        gates.get("/stalls/{number:int}") { (number: Path<Int>) in Stall(isFree: number.value % 2 == 0) }
        gates.get("/turnstile") { "inside" }.use(Turnstile())
        gates.group("/own") { own in
            own.answerErrors { problem, _ in JSON(["message": problem.detail ?? ""]) }
            own.use(Throttle("own", .tokenBucket(20, refilledIn: .seconds(60)), by: .address))
            own.get("/limited") { "in" }
        }
        gates.versions(GateVersion.self, by: .header(), default: .new) { v in
            v.get("/versions") { (version: GateVersion) in JSON(["version": version.rawValue]) }
            v.since(.new) { v in v.get("/new") { "new" } }
        }
    }
}

/// Takes the number of a ticket and says it again.
private struct Turnstile: DescribedMiddleware {
    func handle(_ request: Request, next: Next) async throws -> Response {
        guard let ticket = request.headers[.ticket].flatMap({ Int($0) }) else {
            throw HTTPError(.badRequest, "X-Ticket has to be a number.")
        }
        guard ticket > 0 else { throw HTTPError(.forbidden, "There is no such ticket.", headers: [.retryAfter: "60"]) }
        var response = await next(request)
        response.headers[.ticket] = "\(ticket)"
        return response
    }

    func description(for route: RouteDescription) -> MiddlewareDescription {
        MiddlewareDescription(
            parameters: [ParameterDescription(.header, name: "X-Ticket", Int.self, refusals: [.badRequest])],
            responses: [ResponseDescription(.forbidden, headers: ["Retry-After": "when to try another"])],
            headers: ["X-Ticket": "the number of the ticket"])
    }
}

/// Answers a conflict by itself.
private struct Stall: ResponseConvertible, ResponseDescribing {
    let isFree: Bool

    func response(for request: Request) throws -> Response {
        var response = try Response.json(Count(bytes: isFree ? 1 : 0))
        if !isFree {
            response.status = .conflict
            response.headers[.retryAfter] = "60"
        }
        return response
    }

    static var responses: [ResponseDescription] {
        [
            ResponseDescription(.ok, Count.self, ["application/json"]),
            ResponseDescription(
                .conflict, Count.self, ["application/json"], headers: ["Retry-After": "when it may be free"],
                summary: "Somebody is in it."),
        ]
    }
}

enum GateVersion: String, APIVersion {
    case old = "1"
    case new = "2"

    var deprecation: Deprecation? { self == .old ? Deprecation(since: .day(2025, 6, 1)) : nil }
}

extension HTTPField.Name {
    fileprivate static let ticket = HTTPField.Name("X-Ticket")!
}
