/// Writes what all failures say, of one response.
enum FailureSummaryWriter {
    /// The case of a response in the property `summary` of its enum.
    static func lines(for response: ClientOperation.Response) -> [String] {
        let problem = problem(of: response)
        let retry = retryAfter(of: response)
        let isUsed = problem != nil || retry != nil
        var bindings = response.isRange ? ["let status"] : []
        if ResultShape.payload(of: response) != nil, isUsed || response.isRange {
            bindings.append(isUsed ? "let answer" : "_")
        }
        let pattern = "case .\(response.caseName)" + (bindings.isEmpty ? "" : "(\(bindings.joined(separator: ", ")))")
        let arguments =
            ["status: \(response.isRange ? "status" : response.status)"]
            + [problem.map { "problem: \($0)" }, retry.map { "retryAfter: \($0)" }].compactMap(\.self)
        let call = SwiftText.list("FailureSummary(", arguments, ")", indent: 12)
        guard call.count == 1, let only = call.first?.drop(while: { $0 == " " }) else {
            return ["        \(pattern):"] + call
        }
        return SwiftText.item("\(pattern):", [String(only)], indent: 8)
    }

    private static func problem(of response: ClientOperation.Response) -> String? {
        let mediaType = response.mediaType.map(ClientBuilder.bare)
        guard mediaType == "application/problem+json", response.body != nil else { return nil }
        return "ProblemDetails(describing: answer\(response.headers == nil ? "" : ".body"))"
    }

    private static func retryAfter(of response: ClientOperation.Response) -> String? {
        guard let field = response.headers?.fields.first(where: { $0.name.lowercased() == "retry-after" }) else {
            return nil
        }
        let headers = response.body == nil ? "answer" : "answer.headers"
        return "FailureSummary.seconds(\(headers).\(field.swiftName.filter { $0 != "`" }))"
    }
}
