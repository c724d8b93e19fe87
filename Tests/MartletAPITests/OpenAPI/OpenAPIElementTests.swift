import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import Testing

@Schema(names: .snakeCase) private struct Release {
    @Field(count: ...3) @Each(length: 1...5, pattern: /^[a-z]+$/) var tagNames: [String] = []
    @Each(format: .email) var mails: Set<String>?
    @Field(count: 1...9) @Keys(pattern: /^[a-z]{2}$/) @Each(range: 1...5) var marks: [String: Int]
    @Each(count: 2...2) @Each(multipleOf: 2) var grid: Change<[[Int]]>
    @Each(oneOf: ["a", "b"]) var sides: [String?] = []
}

@Schema(names: .kebabCase) private struct WantedTags {
    @Each(length: 1...5) var tagNames: [String] = []
}

@Schema private struct Batch<Item: SchemaValue> {
    @Field(count: ...100) var items: [Item]
    @Field(access: .readOnly) var total: Int = 0
}

/// What a description says of the elements of values, and of generic structs.
@Suite struct OpenAPIElementTests {
    @Test func `rules of elements stand where the elements are described`() async throws {
        let document = try await Document.of { app in
            app.post("/releases") { (release: JSON<Release>) in "" }
            app.get("/releases") { (wanted: Query<WantedTags>) in "" }
        }
        let members = "/components/schemas/Release/properties"
        #expect(document.names(members) == ["grid", "mails", "marks", "sides", "tag_names"])
        #expect(
            document["\(members)/tag_names"]
                == #"{"default":[],"items":{"maxLength":5,"minLength":1,"pattern":"^[a-z]+$","type":"string"},"maxItems":3,"type":"array"}"#
        )
        #expect(
            document["\(members)/mails"]
                == #"{"items":{"format":"email","type":"string"},"type":["array","null"],"uniqueItems":true}"#)
        #expect(
            document["\(members)/marks"]
                == #"{"additionalProperties":{"format":"int64","maximum":5,"minimum":1,"type":"integer"},"maxProperties":9,"minProperties":1,"propertyNames":{"pattern":"^[a-z]{2}$"},"type":"object"}"#
        )
        #expect(
            document["\(members)/grid"]
                == #"{"items":{"items":{"format":"int64","multipleOf":2,"type":"integer"},"maxItems":2,"minItems":2,"type":"array"},"type":"array"}"#
        )
        #expect(
            document["\(members)/sides/items"] == #"{"enum":["a","b",null],"type":["string","null"]}"#)
        #expect(
            document["/paths/~1releases/get/parameters/0"]
                == #"{"in":"query","name":"tag-names","schema":{"default":[],"items":{"maxLength":5,"minLength":1,"type":"string"},"type":"array"}}"#
        )
    }

    @Test func `each type of a generic struct has a name`() async throws {
        let document = try await Document.of { app in
            app.post("/labels") { (batch: JSON<Batch<Label>>) in batch.value }
            app.get("/names") { Batch(items: ["a"]) }
            app.get("/own") { Batch(items: [Inner.Label(own: 1)]) }
        }
        let names = document.names("/components/schemas").filter { $0.hasPrefix("Batch") }
        #expect(names == ["BatchOfInnerLabel", "BatchOfLabel", "BatchOfLabelInput", "BatchOfString"])
        func items(_ name: String) -> String? { document["/components/schemas/\(name)/properties/items"] }
        func list(of element: String) -> String { #"{"items":\#(element),"maxItems":100,"type":"array"}"# }
        #expect(items("BatchOfString") == list(of: #"{"type":"string"}"#))
        #expect(items("BatchOfLabel") == list(of: ##"{"$ref":"#/components/schemas/Label"}"##))
        #expect(items("BatchOfInnerLabel") == list(of: ##"{"$ref":"#/components/schemas/InnerLabel"}"##))
        #expect(
            document["/paths/~1own/get/responses/200/content/application~1json/schema"]
                == ##"{"$ref":"#/components/schemas/BatchOfInnerLabel"}"##)
    }
}

private enum Inner {
    @Schema struct Label { var own: Int }
}
