import MartletHTTP

/// The header fields that middleware and the version add to answers.
struct ResponseHeaders {
    private var always: [String: String] = [:]
    private var ofSuccess: [String: String] = [:]

    init(_ route: RouteDescription, _ version: DocumentVersion?) {
        for middleware in route.middleware {
            always.mergeHeaders(middleware.headers)
            ofSuccess.mergeHeaders(middleware.successHeaders)
        }
        always.mergeHeaders(version?.headers(of: route) ?? [:])
    }

    /// An answer with the fields that it has besides its own.
    func adding(to response: OperationDescription.Response) -> OperationDescription.Response {
        var response = response
        response.headers.mergeHeaders(always)
        if response.status.code < 400 { response.headers.mergeHeaders(ofSuccess) }
        return response
    }
}

extension [String: String] {
    /// Adds header fields with a sentence each; of a field that is there it says both, but nothing twice.
    mutating func mergeHeaders(_ others: [String: String]) {
        for (name, summary) in others {
            let known = keys.first { $0.lowercased() == name.lowercased() } ?? name
            guard let said = self[known] else {
                self[known] = summary
                continue
            }
            if !"; \(said); ".contains("; \(summary); ") { self[known] = "\(said); \(summary)" }
        }
    }
}
