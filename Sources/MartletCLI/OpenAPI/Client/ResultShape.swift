/// What a method gives and throws.
struct ResultShape {
    let operation: ClientOperation
    let successes: [ClientOperation.Response]
    let failures: [ClientOperation.Response]

    init(_ operation: ClientOperation) {
        self.operation = operation
        successes = operation.responses.filter(\.isSuccess)
        failures = operation.responses.filter { !$0.isSuccess }
    }

    /// Several successes, or one that stands for several statuses, are told apart by an enum.
    var isEnum: Bool { operation.resultType != nil }

    /// What is returned; `nil` for nothing.
    var type: String? {
        if let name = operation.resultType { return name }
        if let only = successes.first { return Self.payload(of: only) }
        return failures.first { $0.status == "default" }.flatMap(Self.payload)
    }

    /// What is thrown.
    var failure: String { operation.failureType ?? "ClientFailure" }

    /// What a response carries; `nil` for nothing.
    static func payload(of response: ClientOperation.Response) -> String? {
        switch (response.body, response.headers) {
        case (nil, nil): nil
        case (let body?, nil): body.text
        case (nil, let headers?): headers.typeName
        case (let body?, let headers?): "ClientAnswer<\(body.text), \(headers.typeName)>"
        }
    }

    /// The values of the case of a response.
    static func associated(of response: ClientOperation.Response) -> String {
        let values = [response.isRange ? "status: Int" : nil, payload(of: response)].compactMap(\.self)
        return values.isEmpty ? "" : "(\(values.joined(separator: ", ")))"
    }

    /// The statements for a response that has come.
    func statements(for response: ClientOperation.Response) -> [String] {
        if response.isSuccess, !isEnum { return success(response) }
        let head = response.isSuccess ? "return .\(response.caseName)" : "throw \(failure).\(response.caseName)"
        let (before, value) = value(of: response)
        let values = [response.isRange ? "status: response.status" : nil, value].compactMap(\.self)
        return before + [values.isEmpty ? head : "\(head)(\(values.joined(separator: ", ")))"]
    }

    /// The statements that give what a response carries.
    func success(_ response: ClientOperation.Response) -> [String] {
        let (before, value) = value(of: response)
        return before + [value.map { "return \($0)" } ?? "return"]
    }

    /// What a response carries as an expression, and the statements that it needs before it.
    private func value(of response: ClientOperation.Response) -> (before: [String], value: String?) {
        let headers = response.headers.map { "try \($0.typeName)(response)" }
        guard let type = response.body else { return ([], headers) }
        let body =
            switch response.coding {
            case .json: "try response.json(\(type.text).self)"
            case .text: "try response.text()"
            case .data: "response.body"
            case .events: "ServerEvents(stream)"
            }
        if let headers {
            return (["let headers = \(headers)", "let body = \(body)"], "ClientAnswer(body: body, headers: headers)")
        }
        return body.count > 50 ? (["let body = \(body)"], "body") : ([], body)
    }
}
