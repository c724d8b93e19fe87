/// Changes behind references.
enum ReferenceDiffCases {
    static let all = [
        DocumentDiffCase(
            "a schema that several operations use is one finding",
            old: """
                paths:
                  /a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}, post: {responses: {'200':
                      {$ref: '#/components/responses/A'}}}}
                  /b: {get: {responses: {'200': {description: B, content: {application/json: {schema: {type: array,
                      items: {$ref: '#/components/schemas/A'}}}}}}}}
                components: {responses: {A: {description: A, content: {application/json: {schema: {$ref:
                    '#/components/schemas/A'}}}}}, schemas: {A: {type: object, properties: {x: {type: string}}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}, post: {responses: {'200':
                      {$ref: '#/components/responses/A'}}}}
                  /b: {get: {responses: {'200': {description: B, content: {application/json: {schema: {type: array,
                      items: {$ref: '#/components/schemas/A'}}}}}}}}
                components: {responses: {A: {description: A, content: {application/json: {schema: {$ref:
                    '#/components/schemas/A'}}}}}, schemas: {A: {type: object, properties: {x: {type: integer}}}}}
                """,
            findings: [
                "breaking type-changed GET /a, response 200 (application/json), /x; POST /a, response 200 (application/json), /x; GET /b, response 200 (application/json), /*/x: the type was string and is integer (#/components/schemas/A/properties/x)"
            ]),
        DocumentDiffCase(
            "schemas that contain themselves",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {$ref:
                      '#/components/schemas/Tree'}}}}, responses: {'200': {description: Good, content:
                      {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}}}}
                components: {schemas: {Tree: {type: object, properties: {value: {type: string}, children: {type:
                    array, items: {$ref: '#/components/schemas/Tree'}}, other: {allOf: [{$ref:
                    '#/components/schemas/Tree'}]}}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {$ref:
                      '#/components/schemas/Tree'}}}}, responses: {'200': {description: Good, content:
                      {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}}}}
                components: {schemas: {Tree: {type: object, required: [value], properties: {value: {type: string},
                    children: {type: array, items: {$ref: '#/components/schemas/Tree'}}, other: {allOf: [{$ref:
                    '#/components/schemas/Tree'}]}}}}}
                """,
            findings: [
                "breaking member-became-required POST /a, request body (application/json), /value; POST /a, request body (application/json), /other/value: the member `value` has to be sent now (#/components/schemas/Tree/properties/value)",
                "compatible member-became-required POST /a, response 200 (application/json), /value; POST /a, response 200 (application/json), /other/value: the member `value` is always sent now (#/components/schemas/Tree/properties/value)",
            ]),
        DocumentDiffCase(
            "a schema was moved into the components",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {x:
                      {type: string}}}}}}, responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {$ref:
                      '#/components/schemas/A'}}}}, responses: {'200': {description: Good}}}}
                components: {schemas: {A: {type: object, properties: {x: {type: string}}}}}
                """,
            findings: []),
        DocumentDiffCase(
            "a named alternative was renamed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, content: {application/json: {schema: {oneOf:
                      [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}}}}}
                components: {schemas: {Cat: {type: object, properties: {a: {}}}, Dog: {type: object, properties: {b:
                    {}}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, content: {application/json: {schema: {oneOf:
                      [{$ref: '#/components/schemas/Hound'}, {$ref: '#/components/schemas/Cat'}]}}}}}}}
                components: {schemas: {Cat: {type: object, properties: {a: {}}}, Hound: {type: object, properties:
                    {b: {}}}}}
                """,
            findings: []),
        DocumentDiffCase(
            "a variant was added to those of a mapping, and one was renamed",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/P'}}}},
                      responses: {'200': {description: Good, content: {application/json: {schema: {$ref:
                      '#/components/schemas/P'}}}}}}}
                components:
                  schemas:
                    P: {oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Cash'}], discriminator:
                        {propertyName: type, mapping: {card: '#/components/schemas/Card', cash: '#/components/schemas/Cash'}}}
                    Card: {type: object, required: [type], properties: {type: {const: card}}}
                    Cash: {type: object, required: [type], properties: {type: {const: cash}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/P'}}}},
                      responses: {'200': {description: Good, content: {application/json: {schema: {$ref:
                      '#/components/schemas/P'}}}}}}}
                components:
                  schemas:
                    P: {oneOf: [{$ref: '#/components/schemas/Bank'}, {$ref: '#/components/schemas/Cash'}, {$ref:
                        '#/components/schemas/Plastic'}], discriminator: {propertyName: type, mapping: {bank:
                        '#/components/schemas/Bank', card: '#/components/schemas/Plastic', cash: '#/components/schemas/Cash'}}}
                    Bank: {type: object, required: [type], properties: {type: {const: bank}}}
                    Plastic: {type: object, required: [type], properties: {type: {const: card}}}
                    Cash: {type: object, required: [type], properties: {type: {const: cash}}}
                """,
            findings: [
                "breaking alternative-added POST /a, response 200 (application/json): the alternative `Bank` is new "
                    + "(#/components/schemas/P)",
                "compatible alternative-added POST /a, request body (application/json): the alternative `Bank` is new "
                    + "(#/components/schemas/P)",
            ]),
    ]
}
