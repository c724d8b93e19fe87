import Foundation
import Testing

@testable import MartletCLI

@Suite struct DocumentReaderTests {
    private func problem(_ text: String) -> String? {
        do {
            _ = try OpenAPIDocument(text: text, file: "api.yml")
            return nil
        } catch {
            return "\(error)"
        }
    }

    private let head = "openapi: 3.1.0\n"

    @Test func `scalars are those of YAML 1_2, and names are texts`() throws {
        let text = "a: [yes, on, ~, true, 012, 0x10, 0o17, -1.5e3, .5, 1_000, '1', \"x\", 2026-01-01]\n200: {1.0: b}\n"
        let value = try DocumentReader.read(text, file: "a.yml")
        #expect(
            value.text
                == #"{"200":{"1.0":"b"},"a":["yes","on",null,true,12,16,15,-1500,0.5,"1_000","1","x","2026-01-01"]}"#)
    }

    @Test func `JSON is read as it is, characters beyond the basic plane too`() throws {
        let text = #"{"a": "\uD83D\uDE00\/\t\\uD83D\\uDE00", "b": [1, 2.5, null], "c": {}}"#
        #expect(
            try DocumentReader.read(text, file: "a.json").text == #"{"a":"😀/\t\\uD83D\\uDE00","b":[1,2.5,null],"c":{}}"#
        )
    }

    @Test func `the order of members and their lines are kept`() throws {
        let node = DocumentNode(value: try DocumentReader.read("z: 1\na:\n  - x\n", file: "a.yml"), pointer: "#")
        #expect(node.members.map(\.name) == ["z", "a"])
        #expect(node["a"]?.elements.first?.value.line == 3)
        #expect(node["a"]?.elements.first?.pointer == "#/a/0")
    }

    @Test func `objects are merged`() throws {
        let text = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nall: {<<: [*base, *more], a: 0}\n"
        let value = try DocumentReader.read(text, file: "a.yml")
        #expect(DocumentNode(value: value, pointer: "#")["all"]?.value.text == #"{"a":0,"b":2,"c":4}"#)
    }

    @Test(
        arguments: [
            ("", "api.yml: the file is empty"),
            ("- 1\n", "api.yml: no OpenAPI description: `openapi` is missing"),
            (
                "swagger: '2.0'\n",
                "api.yml: no OpenAPI description: `openapi` is missing; Swagger 2 has to be converted first"
            ),
            ("a: 1\nopenapi: 4.0.0\n", "api.yml:2: OpenAPI 4.0.0 is unknown here; 3.0 and 3.1 are known"),
            (
                "openapi: 3.1.0\npaths: {}\ninfo: {}\npaths: {}\n",
                "api.yml:2: the same name twice in one object: `paths`"
            ),
            ("openapi: 3.1.0\npaths:\n  200: {}\n  '200': {}\n", "api.yml:3: the same name twice in one object: `200`"),
            ("openapi: 3.1.0\na: [1\n", "api.yml:3: did not find expected ',' or ']'"),
            ("openapi: 3.1.0\na: *b\n", "api.yml:2: found undefined alias"),
            ("openapi: 3.1.0\n? [a]\n: b\n", "api.yml:2: the name of a member is no text"),
            ("openapi: 3.1.0\na: {<<: 1}\n", "api.yml:2: `<<` merges objects, not a number"),
            (
                "openapi: 3.1.0\na: {$ref: 'other.yml#/a'}\n",
                "api.yml:2: the reference `other.yml#/a` leads out of the file; bundle the description into one"
            ),
            ("openapi: 3.1.0\na: {$ref: '#/b'}\n", "api.yml:2: the reference `#/b` leads nowhere"),
            ("openapi: 3.1.0\na: {$ref: '#a'}\n", "api.yml:2: the reference `#a` leads nowhere"),
            (
                "openapi: 3.1.0\na: {$ref: '#/b'}\nb: {$ref: '#/a'}\n",
                "api.yml:2: the reference `#/b` leads in a circle"
            ),
            ("---\nopenapi: 3.1.0\n---\na: 1\n", "api.yml:3: but found another document"),
        ])
    func `a mistake is said with its line`(_ text: String, _ message: String) {
        #expect(problem(text) == message)
    }

    @Test func `references are found by encoded pointers, and are no references in data`() throws {
        let text =
            head + """
                paths:
                  /a/{b}: {x-note: {$ref: nowhere}}
                first: {$ref: '#/paths/~1a~1%7Bb%7D'}
                second: {$ref: '#/list/1'}
                list: [0, {example: {$ref: nowhere}, properties: {$ref: {type: string}, example: {$ref: '#/first'}}}]
                """
        let document = try OpenAPIDocument(text: text, file: "api.yml")
        #expect(document.root["first"].map(document.follow)?.pointer == "#/paths/~1a~1{b}")
        #expect(document.root["second"].map(document.follow)?.pointer == "#/list/1")
    }

    @Test func `a reference in a member called example is checked`() {
        #expect(
            problem(head + "a: {properties: {example: {$ref: '#/nowhere'}}}")
                == "api.yml:2: the reference `#/nowhere` leads nowhere")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a few lines that stand for billions of values are refused`() {
        var text = head + "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let before = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(before)]\n"
        }
        #expect(problem(text)?.hasSuffix("aliases (`*name`) stand for more than 20000 copies of values") == true)
    }

    @Test func `deep nesting is refused`() {
        let text = head + "a: " + String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        #expect(problem(text) == "api.yml:2: values are nested more than 200 deep")
    }

    @Test func `a file that is missing or no text is refused`() throws {
        let folder = try TemporaryFolder()
        try Data([0xFF, 0xFE, 0x41]).write(to: folder.url.appending(path: "a.yml"))
        let error = #expect(throws: DocumentError.self) { try OpenAPIDocument(file: "\(folder.path)/a.yml") }
        #expect(error?.problem == "is not UTF-8")
        let missing = #expect(throws: DocumentError.self) { try OpenAPIDocument(file: "\(folder.path)/b.yml") }
        #expect(missing?.problem.hasPrefix("cannot be read: ") == true)
    }
}
