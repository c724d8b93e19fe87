import Foundation
import ZooClient

/// A transport that keeps requests and answers all with one response.
actor Recorder: ClientTransport {
    private(set) var requests: [ClientRequest] = []
    let response: ClientResponse

    init(_ status: Int, _ body: String = "", _ fields: [String: String] = [:]) {
        var headers = ClientHeaders()
        for (name, value) in fields { headers.add(name, value) }
        response = ClientResponse(status: status, headers: headers, body: Data(body.utf8))
    }

    func send(_ request: ClientRequest) -> ClientResponse {
        requests.append(request)
        return response
    }

    var last: ClientRequest? { requests.last }
    var body: String { String(decoding: last?.body ?? Data(), as: UTF8.self) }
}
