/// What changes of webhooks break the programs that receive them.
enum WebhookDiffCases {
    static let all = [
        DocumentDiffCase(
            "what a webhook sends is a response",
            old: """
                paths: {}
                webhooks: {made: {post: {requestBody: {content: {application/json: {schema: {type: object,
                    properties: {a: {}}}}}}, responses: {'200': {description: Good}}}}}
                """,
            new: """
                paths: {}
                webhooks: {made: {post: {requestBody: {content: {application/json: {schema: {type: object, required:
                    [b], properties: {b: {}}}}}}, responses: {'200': {description: Good}}}}}
                """,
            findings: [
                "breaking member-removed POST made, request body (application/json), /a: the member `a` is sent no more (#/webhooks/made/post/requestBody/content/application~1json/schema/properties/a)",
                "compatible member-added POST made, request body (application/json), /b: the member `b` is new (#/webhooks/made/post/requestBody/content/application~1json/schema/properties/b)",
            ]),
        DocumentDiffCase(
            "the body of a webhook may be missing",
            old: webhook("requestBody: {required: true, content: {}}"),
            new: webhook("requestBody: {content: {}}"),
            findings: [
                "breaking body-became-optional POST made, request body: the body may be missing now (#/webhooks/made/post/requestBody)"
            ]),
        DocumentDiffCase(
            "the body of a webhook is always sent",
            old: webhook("requestBody: {content: {}}"),
            new: webhook("requestBody: {required: true, content: {}}"),
            findings: [
                "compatible body-became-required POST made, request body: the body is always sent now (#/webhooks/made/post/requestBody)"
            ]),
        DocumentDiffCase(
            "a webhook got a body",
            old: webhook("description: Made"),
            new: webhook("requestBody: {required: true, content: {}}"),
            findings: [
                "compatible body-added POST made, request body: a body is new (#/webhooks/made/post/requestBody)"
            ]),
        DocumentDiffCase(
            "a webhook has no body any more",
            old: webhook("requestBody: {content: {}}"),
            new: webhook("description: Made"),
            findings: [
                "breaking body-removed POST made, request body: no body is sent any more (#/webhooks/made/post/requestBody)"
            ]),
        DocumentDiffCase(
            "the body of a webhook has another media type",
            old: webhook("requestBody: {content: {application/json: {}}}"),
            new: webhook("requestBody: {content: {text/csv: {}}}"),
            findings: [
                "breaking media-type-added POST made, request body: the media type `text/csv` is new (#/webhooks/made/post/requestBody/content/text~1csv)",
                "compatible media-type-removed POST made, request body: the media type `application/json` is sent no more (#/webhooks/made/post/requestBody/content/application~1json)",
            ]),
        DocumentDiffCase(
            "headers of a webhook changed",
            old: webhook("parameters: [{name: A, in: header, required: true}, {name: B, in: header}]"),
            new: webhook(
                "parameters: [{name: A, in: header}, {name: B, in: header, required: true}, "
                    + "{name: C, in: header, required: true}]"),
            findings: [
                "breaking parameter-became-optional POST made, header parameter `A`: the parameter may be missing now (#/webhooks/made/post/parameters/0)",
                "compatible parameter-became-required POST made, header parameter `B`: the parameter is always sent now (#/webhooks/made/post/parameters/1)",
                "compatible parameter-added POST made, header parameter `C`: the parameter is new (#/webhooks/made/post/parameters/2)",
            ]),
        DocumentDiffCase(
            "credentials of a webhook changed",
            old: webhook("security: [{A: []}, {B: [read]}]"),
            new: webhook("security: [{B: [write]}, {C: []}]"),
            findings: [
                "breaking security-scope-removed POST made, security: `B` needs the scope `read` no more (#/webhooks/made/post/security/0)",
                "breaking security-alternative-added POST made, security: `C` is sent too (#/webhooks/made/post/security/1)",
                "compatible security-alternative-removed POST made, security: `A` is not sent any more (#/webhooks/made/post/security/0)",
                "compatible security-scope-added POST made, security: `B` needs the scope `write` now (#/webhooks/made/post/security/0)",
            ]),
        DocumentDiffCase(
            "a webhook comes without credentials",
            old: webhook("security: [{A: []}]"),
            new: webhook("security: []"),
            findings: [
                "breaking security-removed POST made, security: credentials are not always sent any more (#/webhooks/made/post)"
            ]),
        DocumentDiffCase(
            "what a webhook may be answered with changed",
            old: answers(
                "{'200': {description: Good, headers: {A: {}, B: {required: true}}, content: {text/plain: {}}}, "
                    + "'410': {description: Gone}}"),
            new: answers(
                "{'200': {description: Good, headers: {A: {required: true}, B: {}, C: {required: true}, D: {}}, "
                    + "content: {text/csv: {}}}, '201': {description: Good}, '404': {description: Bad}}"),
            findings: [
                "breaking header-became-required POST made, response 200, header `A`: the header has to be sent now (#/webhooks/made/post/responses/200/headers/A)",
                "breaking required-header-added POST made, response 200, header `C`: the header is new and has to be sent (#/webhooks/made/post/responses/200/headers/C)",
                "breaking media-type-removed POST made, response 200: the media type `text/plain` is taken no more (#/webhooks/made/post/responses/200/content/text~1plain)",
                "breaking error-status-removed POST made, response 410: the status 410 is not taken any more (#/webhooks/made/post/responses/410)",
                "compatible header-became-optional POST made, response 200, header `B`: the header may be left out now (#/webhooks/made/post/responses/200/headers/B)",
                "compatible header-added POST made, response 200, header `D`: the header is new (#/webhooks/made/post/responses/200/headers/D)",
                "compatible media-type-added POST made, response 200: the media type `text/csv` is new (#/webhooks/made/post/responses/200/content/text~1csv)",
                "compatible success-status-added POST made, response 201: the status 201 is new (#/webhooks/made/post/responses/201)",
                "compatible error-status-added POST made, response 404: the status 404 is new (#/webhooks/made/post/responses/404)",
            ]),
        DocumentDiffCase(
            "callbacks go the way of webhooks",
            old: callbacks(
                "paid: {'{$request.body#/address}': {post: {requestBody: {required: true, content: {}}, "
                    + "responses: {'200': {description: Good}}}}}, gone: {a: {put: {responses: {}}}}"),
            new: callbacks(
                "paid: {'{$request.body#/address}': {post: {requestBody: {content: {}}, "
                    + "responses: {'200': {description: Good}}}}}, made: {b: {put: {responses: {}}}}"),
            findings: [
                "breaking body-became-optional POST /a, callback `paid`, POST {$request.body#/address}, request body: the body may be missing now (#/paths/~1a/post/callbacks/paid/{$request.body#~1address}/post/requestBody)",
                "breaking operation-removed POST /a, callback `gone`, PUT a: the operation is gone (#/paths/~1a/post/callbacks/gone/a/put)",
                "compatible operation-added POST /a, callback `made`, PUT b: the operation is new (#/paths/~1a/post/callbacks/made/b/put)",
            ]),
        DocumentDiffCase(
            "a callback to another address is another",
            old: callbacks("paid: {'{$request.body#/a}': {post: {responses: {}}}}"),
            new: callbacks("paid: {'{$request.body#/b}': {post: {responses: {}}}}"),
            findings: [
                "breaking operation-removed POST /a, callback `paid`, POST {$request.body#/a}: the operation is gone (#/paths/~1a/post/callbacks/paid/{$request.body#~1a}/post)",
                "compatible operation-added POST /a, callback `paid`, POST {$request.body#/b}: the operation is new (#/paths/~1a/post/callbacks/paid/{$request.body#~1b}/post)",
            ]),
        DocumentDiffCase(
            "a callback that has itself ends",
            old: callbacks("again: {$ref: '#/components/callbacks/Again'}") + component("content: {}"),
            new: callbacks("again: {$ref: '#/components/callbacks/Again'}")
                + component("required: true, content: {}"),
            findings: [
                "breaking body-became-required POST /a, callback `again`, POST x, callback `again`, POST x, request body: the body has to be sent now (#/components/callbacks/Again/x/post/requestBody)",
                "compatible body-became-required POST /a, callback `again`, POST x, request body: the body is always sent now (#/components/callbacks/Again/x/post/requestBody)",
            ]),
    ]

    private static func callbacks(_ members: String) -> String {
        "paths: {/a: {post: {callbacks: {\(members)}, responses: {'200': {description: Good}}}}}\n"
    }

    /// A callback whose answer is asked for in its turn.
    private static func component(_ body: String) -> String {
        "components: {callbacks: {Again: {x: {post: {requestBody: {\(body)}, callbacks: {again: "
            + "{$ref: '#/components/callbacks/Again'}}, responses: {}}}}}}\n"
    }

    private static func webhook(_ member: String) -> String {
        "paths: {}\nwebhooks: {made: {post: {\(member), responses: {'200': {description: Good}}}}}\n"
    }

    private static func answers(_ responses: String) -> String {
        "paths: {}\nwebhooks: {made: {post: {responses: \(responses)}}}\n"
    }
}
