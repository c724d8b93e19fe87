/// What changes of operations and parameters break.
enum OperationDiffCases {
    static let all = [
        DocumentDiffCase(
            "an operation was added",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}, put: {responses: {'200': {description:
                      Good}}}}
                """,
            findings: [
                "compatible operation-added PUT /a: the operation is new (#/paths/~1a/put)"
            ]),
        DocumentDiffCase(
            "an operation was removed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}, put: {responses: {'200': {description:
                      Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking operation-removed PUT /a: the operation is gone (#/paths/~1a/put)"
            ]),
        DocumentDiffCase(
            "a deprecated operation was removed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}, deprecated: true}}
                """,
            new: """
                paths:
                  /b: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking operation-removed GET /a: the operation is gone; it was deprecated (#/paths/~1a/get)",
                "compatible operation-added GET /b: the operation is new (#/paths/~1b/get)",
            ]),
        DocumentDiffCase(
            "an operation was deprecated",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}, deprecated: true}}
                """,
            findings: [
                "compatible operation-deprecated GET /a: the operation is deprecated now (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "an operationId became another",
            old: """
                paths:
                  /a: {get: {operationId: a, responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {operationId: b, responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking operation-id-changed GET /a: `operationId` was `a` and is `b`, which renames it in generated clients (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "an operationId was removed",
            old: """
                paths:
                  /a: {get: {operationId: a, responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking operation-id-removed GET /a: `operationId` was `a` and is gone, which renames it in generated clients (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "an operationId was added",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {operationId: a, responses: {'200': {description: Good}}}}
                """,
            findings: [
                "compatible operation-id-added GET /a: `operationId` is `a` and was not said (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "a path parameter was renamed",
            old: """
                paths:
                  '/a/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}],
                      responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  '/a/{key}': {get: {parameters: [{name: key, in: path, required: true, schema: {type: string}}],
                      responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking type-changed GET /a/{key}, path parameter `key`: the type was integer and is string (#/paths/~1a~1{key}/get/parameters/0/schema)",
                "compatible path-parameter-renamed GET /a/{key}: the path parameter `id` is called `key` now (#/paths/~1a~1{key}/get)",
            ]),
        DocumentDiffCase(
            "parameters were added",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query}, {name: y, in: header, required: true}], responses:
                      {'200': {description: Good}}}}
                """,
            findings: [
                "breaking required-parameter-added GET /a, header parameter `y`: the parameter is new and has to be sent (#/paths/~1a/get/parameters/1)",
                "compatible parameter-added GET /a, query parameter `x`: the parameter is new (#/paths/~1a/get/parameters/0)",
            ]),
        DocumentDiffCase(
            "a parameter was removed",
            old: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query}, {name: y, in: query, deprecated: true}], responses:
                      {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking parameter-removed GET /a, query parameter `x`: the parameter is gone (#/paths/~1a/get/parameters/0)",
                "breaking parameter-removed GET /a, query parameter `y`: the parameter is gone; it was deprecated (#/paths/~1a/get/parameters/1)",
            ]),
        DocumentDiffCase(
            "a parameter became required, another optional",
            old: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query}, {name: X-Y, in: header, required: true}], responses:
                      {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, required: true}, {name: x-y, in: header}], responses:
                      {'200': {description: Good}}}}
                """,
            findings: [
                "breaking parameter-became-required GET /a, query parameter `x`: the parameter has to be sent now (#/paths/~1a/get/parameters/0)",
                "compatible parameter-became-optional GET /a, header parameter `x-y`: the parameter may be left out now (#/paths/~1a/get/parameters/1)",
            ]),
        DocumentDiffCase(
            "a parameter was deprecated and limited",
            old: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, schema: {type: integer}}], responses: {'200':
                      {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, deprecated: true, schema: {type: integer, maximum:
                      100}}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking limit-tightened GET /a, query parameter `x`: `maximum` was not said and is 100 (#/paths/~1a/get/parameters/0/schema)",
                "compatible parameter-deprecated GET /a, query parameter `x`: the parameter is deprecated now (#/paths/~1a/get/parameters/0)",
            ]),
        DocumentDiffCase(
            "a list is written otherwise",
            old: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, schema: {type: array, items: {type: string}}}],
                      responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, explode: false, schema: {type: array, items: {type:
                      string}}}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking parameter-style-changed GET /a, query parameter `x`: the parameter was written as form (explode: true) and is written as form (explode: false) (#/paths/~1a/get/parameters/0)"
            ]),
        DocumentDiffCase(
            "a single value is written the same",
            old: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, schema: {type: string}}], responses: {'200':
                      {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query, explode: false, schema: {type: string}}], responses:
                      {'200': {description: Good}}}}
                """,
            findings: []),
        DocumentDiffCase(
            "a parameter moved from the path to the operation",
            old: """
                paths:
                  /a:
                    parameters: [{name: x, in: query}]
                    get: {responses: {'200': {description: Good}}}
                """,
            new: """
                paths:
                  /a: {get: {parameters: [{name: x, in: query}], responses: {'200': {description: Good}}}}
                """,
            findings: []),
    ]
}
