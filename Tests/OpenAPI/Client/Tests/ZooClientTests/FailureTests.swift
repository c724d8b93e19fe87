import Foundation
import Testing
import ZooClient

@Suite struct FailureTests {
    private static let problem = ["Content-Type": "application/problem+json"]

    private func failure(
        _ status: Int, _ body: String, _ fields: [String: String] = problem
    ) async throws -> PayFailure {
        let client = ZooClient(server: "https://zoo.example", transport: Recorder(status, body, fields))
        do throws(PayFailure) {
            _ = try await client.pay(body: .cash(PaymentCash()), idempotencyKey: "a")
        } catch {
            return error
        }
        throw CancellationError()
    }

    /// What code says that knows no operation.
    private func text(_ failure: some OperationFailure) -> String {
        let problem = failure.problem
        return "\(failure.status ?? 0) \(problem?.title ?? "-") \(problem?.detail ?? "-") \(failure.retryAfter ?? -1)"
    }

    @Test func `typed problems are told apart, and all are problems`() async throws {
        let credit = try await failure(
            402,
            #"{"type": "https://zoo.example/problems/out-of-credit", "title": "Out of credit", "status": 402, "#
                + #""detail": "Too little", "balance": 30}"#)
        guard case .paymentRequired(.outOfCredit(let problem)) = credit else { throw credit }
        #expect(problem.balance == 30)
        #expect(text(credit) == "402 Out of credit - -1.0")
        #expect(credit.problem?.members == ["balance": 30])
        #expect(credit.localizedDescription == "Out of credit")

        let expired = try await failure(
            402, #"{"type": "https://zoo.example/problems/card-expired", "status": 402}"#)
        guard case .paymentRequired(.cardExpired) = expired else { throw expired }

        for plain in [#"{"title": "Later"}"#, #"{"type": "about:blank", "title": "Later"}"#] {
            let later = try await failure(402, plain)
            guard case .paymentRequired(.problem(let problem)) = later else { throw later }
            #expect(problem.title == "Later")
        }
        let odd = try await failure(402, #"{"title": 7}"#)
        guard case .paymentRequired(.unknown(["title": 7])) = odd else { throw odd }
        #expect(text(odd) == "402 - - -1.0")
        #expect(odd.localizedDescription == "The server has answered with the status 402.")
    }

    @Test func `every failure says when to ask again`() async throws {
        let slow = try await failure(
            429, #"{"title": "Slow down"}"#, ["Content-Type": "application/problem+json", "Retry-After": "7"])
        guard case .tooManyRequests(let answer) = slow else { throw slow }
        #expect(answer.title == "Slow down")
        #expect(answer.headers.retryAfter == "7")
        #expect(text(slow) == "429 Slow down - 7.0")

        let later = try await failure(429, "{}", ["Retry-After": "Wed, 01 Jan 2200 00:00:00 GMT"])
        #expect(try #require(later.retryAfter) > 86400)
        let past = try await failure(429, "{}", ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"])
        #expect(past.retryAfter == 0)
        for text in ["soon", "-", ""] { #expect(try await failure(429, "{}", ["Retry-After": text]).retryAfter == nil) }

        let down = try await failure(
            503, #"{"title": "Down", "detail": "Back soon", "queue": [1]}"#,
            ["Content-Type": "application/problem+json", "Retry-After": "120"])
        guard case .other(.undocumented(let response)) = down else { throw down }
        #expect(text(down) == "503 Down Back soon 120.0")
        #expect(response.problem?.members == ["queue": [1]])
        #expect(down.localizedDescription == "Back soon")
        #expect(ClientFailure.undocumented(response).localizedDescription == "the status 503 is not described: Down")
        #expect(try response.json([String: JSONValue].self)["title"] == "Down")
        let nowhere = ZooClient(server: "zoo", transport: Recorder(200))
        do throws(PayFailure) {
            _ = try await nowhere.pay(body: .cash(PaymentCash()))
        } catch {
            #expect(text(error) == "0 - - -1.0")
        }
    }

    @Test func `a problem with members of other types is one all the same`() throws {
        let response = ClientResponse(
            status: 400, headers: headers("application/problem+json; charset=utf-8"),
            body: Data(#"{"type": 1, "title": "Bad", "status": "400", "at": null}"#.utf8))
        let problem = try #require(response.problem)
        #expect(problem == decodedAgain(problem))
        #expect((problem.type, problem.title, problem.status) == (nil, "Bad", nil))
        #expect(problem.members == ["at": nil])
    }

    private func headers(_ type: String) -> ClientHeaders {
        var headers = ClientHeaders()
        headers.add("Content-Type", type)
        return headers
    }

    private func decodedAgain(_ problem: ProblemDetails) -> ProblemDetails? {
        (try? JSONEncoder().encode(problem)).flatMap { try? JSONDecoder().decode(ProblemDetails.self, from: $0) }
    }
}
