import ArgumentParser

/// What `martlet openapi diff` prints.
struct DiffReport {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, markdown
    }

    let findings: Findings

    func text(_ format: Format) -> String {
        switch format {
        case .text: plain
        case .json: json
        case .markdown: markdown
        }
    }

    private var summary: String {
        if findings.all.isEmpty { return "nothing that a client can see has changed" }
        return Severity.allCases.map { severity in
            let count = findings.of(severity).count
            return "\(count) \(Self.noun(severity, count))"
        }.joined(separator: ", ")
    }

    private static func noun(_ severity: Severity, _ count: Int) -> String {
        switch severity {
        case .breaking: count == 1 ? "breaking change" : "breaking changes"
        case .warning: count == 1 ? "warning" : "warnings"
        case .compatible: count == 1 ? "compatible change" : "compatible changes"
        }
    }

    private static func title(_ severity: Severity) -> String {
        switch severity {
        case .breaking: "Breaking"
        case .warning: "Warnings"
        case .compatible: "Not breaking"
        }
    }

    private var plain: String {
        var lines = [summary]
        for severity in Severity.allCases {
            let found = findings.of(severity)
            guard !found.isEmpty else { continue }
            lines += ["", Self.title(severity)]
            for finding in found {
                lines.append("  \(finding.text) [\(finding.change.rawValue)]")
                lines += Self.places(finding).map { "    \($0)" }
                lines.append("    \(finding.pointer)")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The first places and how many more there are: a schema may be used everywhere.
    private static func places(_ finding: Finding) -> [String] {
        let shown = finding.places.prefix(3).map(\.text).filter { !$0.isEmpty }
        let left = finding.places.count - 3
        return shown + (left > 0 ? ["and \(left) more"] : [])
    }

    private var markdown: String {
        var blocks = ["\(summary)."]
        for severity in Severity.allCases {
            let found = findings.of(severity)
            guard !found.isEmpty else { continue }
            var lines = ["| Place | Change | Check |", "| --- | --- | --- |"]
            for finding in found {
                let places = Self.places(finding).joined(separator: "<br>")
                lines.append(
                    "| \(Self.cell(places.isEmpty ? "the whole" : places)) | \(Self.cell(finding.text)) "
                        + "| `\(finding.change.rawValue)` |")
            }
            blocks += ["## \(Self.title(severity))", lines.joined(separator: "\n")]
        }
        return blocks.joined(separator: "\n\n")
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }

    private var json: String {
        let groups = Severity.allCases.map { severity in
            let found = findings.of(severity).map(Self.json)
            let list = found.isEmpty ? "[]" : "[\n    " + found.joined(separator: ",\n    ") + "\n  ]"
            return "  \"\(severity.rawValue)\": \(list)"
        }
        return "{\n" + groups.joined(separator: ",\n") + "\n}"
    }

    private static func json(_ finding: Finding) -> String {
        func member(_ name: String, _ text: String?) -> String {
            "\"\(name)\": \(text.map(DocumentValue.quoted) ?? "null")"
        }
        let places = finding.places.map { place in
            let members = [
                member("operation", place.operation), member("subject", place.subject), member("member", place.member),
            ]
            return "{" + members.joined(separator: ", ") + "}"
        }
        let members = [
            member("check", finding.change.rawValue), member("text", finding.text), member("pointer", finding.pointer),
            "\"places\": [\(places.joined(separator: ", "))]",
        ]
        return "{" + members.joined(separator: ", ") + "}"
    }
}
