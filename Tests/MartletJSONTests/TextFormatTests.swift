import Foundation
import MartletCore
import MartletJSON
import Testing

@Schema private struct Remark {
    @Field(length: ...5, format: .notBlank) var text: String
    @Field(format: .notBlank) var title: Change<String>
}

@Schema private struct Links {
    @Field(format: .url) var web: String?
    @Field(format: .url(schemes: ["HTTPS"])) var secure: String?
    @Field(format: .url(schemes: ["mailto", "xmpp+tls"])) var mail: String?
    @Field(format: .url(schemes: ["https"])) var link: URL?
}

@Suite struct TextFormatTests {
    private func problems(_ json: String) -> [FieldProblem] {
        do {
            _ = try Array(json.utf8).withUnsafeBytes { try Remark.read(json: $0) }
            return []
        } catch {
            return (error as? ValidationError)?.problems ?? [FieldProblem(at: "", "other", "\(error)")]
        }
    }

    @Test(arguments: ["a", " a", "\\u0000", "👍", "\\u200B"])
    func `a text that is not blank is any with more than spaces`(text: String) {
        #expect(problems(#"{"text":"\#(text)"}"#) == [])
    }

    @Test(arguments: ["", " ", "\\n\\t", "\\u00A0", "\\u2003\\u3000"])
    func `a text of spaces alone is blank`(text: String) {
        #expect(problems(#"{"text":"\#(text)"}"#) == [FieldProblem(at: "/text", "blank", "must not be blank")])
        #expect(
            problems(#"{"text":"a","title":"\#(text)"}"#) == [
                FieldProblem(at: "/title", "blank", "must not be blank")
            ])
    }

    @Test func `documents tell it as a pattern`() {
        #expect(Remark.schema.members.first?.constraints == [.maxLength(5), .pattern("\\S")])
    }

    private func problems(ofLinks json: String) -> [FieldProblem] {
        do {
            _ = try Array(json.utf8).withUnsafeBytes { try Links.read(json: $0) }
            return []
        } catch {
            return (error as? ValidationError)?.problems ?? [FieldProblem(at: "", "other", "\(error)")]
        }
    }

    @Test(arguments: [
        ("web", "http://example.com"), ("web", "HTTPS://example.com/a?b#c"), ("secure", "https://example.com"),
        ("secure", "HttpS://example.com:8443/"), ("mail", "mailto:ada@example.com"), ("mail", "xmpp+tls:ada"),
        ("link", "https://example.com"),
    ])
    func `URLs of their schemes are taken`(member: String, url: String) {
        #expect(problems(ofLinks: #"{"\#(member)":"\#(url)"}"#) == [])
    }

    @Test(arguments: [
        ("web", "ftp://example.com"), ("web", "javascript:alert(1)"), ("web", "//example.com"), ("web", "https:"),
        ("web", "httpss://example.com"), ("web", ""), ("secure", "http://example.com"), ("secure", "wss://example.com"),
        ("mail", "https://example.com"), ("mail", "ada@example.com"), ("link", "http://example.com"),
        ("link", "file:///etc/passwd"),
    ])
    func `URLs of other schemes are not`(member: String, url: String) {
        let words = [
            "web": "http: or https:, such as https://example.com/path",
            "secure": "https:, such as https://example.com/path",
            "mail": "mailto: or xmpp+tls:", "link": "https:, such as https://example.com/path",
        ]
        let schemes = ["web": "http, https", "mail": "mailto, xmpp+tls"]
        #expect(
            problems(ofLinks: #"{"\#(member)":"\#(url)"}"#) == [
                FieldProblem(
                    at: "/\(member)", "format", "must be a URL that begins with \(words[member] ?? "")",
                    ["format": "uri", "schemes": schemes[member] ?? "https"])
            ])
    }

    @Test func `what is no URL at all is none of any scheme where its type is URL`() {
        #expect(
            problems(ofLinks: #"{"link":"a b"}"#).map(\.detail) == [
                "must be a URL such as https://example.com/path, not `a b`"
            ])
    }

    @Test func `documents tell schemes as a pattern, in any case`() throws {
        let constraints = Links.schema.members.map(\.constraints)
        #expect(
            constraints == [
                [.format("uri"), .pattern("^([Hh][Tt][Tt][Pp]|[Hh][Tt][Tt][Pp][Ss])://[^/?#]")],
                [.format("uri"), .pattern("^[Hh][Tt][Tt][Pp][Ss]://[^/?#]")],
                [.format("uri"), .pattern(#"^([Mm][Aa][Ii][Ll][Tt][Oo]|[Xx][Mm][Pp][Pp]\+[Tt][Ll][Ss]):"#)],
                [.format("uri"), .pattern("^[Hh][Tt][Tt][Pp][Ss]://[^/?#]")],
            ])
        let pattern = try Regex(#"^([Mm][Aa][Ii][Ll][Tt][Oo]|[Xx][Mm][Pp][Pp]\+[Tt][Ll][Ss]):"#)
        #expect("xmpp+TLS:ada".contains(pattern))
        #expect(!"xmpptls:ada".contains(pattern))
    }
}
