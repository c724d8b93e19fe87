import Testing

@testable import MartletCLI

/// Two schemas and what is found when values are sent and when they come back.
struct SchemaDiffCase: CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String
    let request: [String]
    let response: [String]

    init(_ name: String, _ old: String, _ new: String, request: [String], response: [String]) {
        self.name = name
        self.old = old
        self.new = new
        self.request = request
        self.response = response
    }

    var testDescription: String { name }

    static func body(_ schema: String) -> String {
        """
        paths:
          /a:
            post:
              requestBody: {content: {application/json: {schema: \(schema)}}}
              responses: {'200': {description: Good}}
        """
    }

    static func answer(_ schema: String) -> String {
        """
        paths:
          /a:
            post:
              responses: {'200': {description: Good, content: {application/json: {schema: \(schema)}}}}
        """
    }

    /// Findings as `breaking type-changed /member: text`.
    static func texts(_ findings: Findings) -> [String] {
        Severity.allCases.flatMap(findings.of).map { finding in
            let member = finding.places.map(\.member).joined(separator: " ")
            return
                "\(finding.severity) \(finding.change.rawValue) \(member.isEmpty ? "" : member + ": ")\(finding.text)"
        }
    }
}

/// Two descriptions and what is found.
struct DocumentDiffCase: CustomTestStringConvertible {
    let name: String
    let old: String
    let new: String
    let findings: [String]

    init(_ name: String, old: String, new: String, findings: [String]) {
        self.name = name
        self.old = old
        self.new = new
        self.findings = findings
    }

    var testDescription: String { name }

    /// Findings as `breaking type-changed places: text (pointer)`.
    static func texts(_ findings: Findings) -> [String] {
        Severity.allCases.flatMap(findings.of).map { finding in
            let places = finding.places.map(\.text).joined(separator: "; ")
            return
                "\(finding.severity) \(finding.change.rawValue) \(places.isEmpty ? "" : places + ": ")\(finding.text)"
                + " (\(finding.pointer))"
        }
    }
}

extension Findings {
    /// What has changed between two descriptions that are given without their first lines.
    static func between(
        _ old: String, _ new: String, _ oldVersion: String = "3.1.0", _ newVersion: String = "3.1.0",
        options: Options = Options()
    ) throws -> Findings {
        func document(_ text: String, _ version: String) throws -> OpenAPIDocument {
            let head = "openapi: \(version)\ninfo: {title: Test, version: '1'}\n"
            return try OpenAPIDocument(text: head + text, file: "test.yml")
        }
        return Comparison.findings(
            from: try document(old, oldVersion), to: try document(new, newVersion), options: options)
    }
}
