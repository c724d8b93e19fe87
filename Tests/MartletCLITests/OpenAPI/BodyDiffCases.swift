/// What changes of bodies, responses and security break.
enum BodyDiffCases {
    static let all = [
        DocumentDiffCase(
            "a body was added",
            old: """
                paths:
                  /a: {post: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {content: {}}, responses: {'200': {description: Good}}}}
                """,
            findings: [
                "compatible body-added POST /a, request body: a body is new (#/paths/~1a/post/requestBody)"
            ]),
        DocumentDiffCase(
            "a required body was added",
            old: """
                paths:
                  /a: {post: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {required: true, content: {}}, responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking required-body-added POST /a, request body: a body is new and has to be sent (#/paths/~1a/post/requestBody)"
            ]),
        DocumentDiffCase(
            "a body was removed",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {}}, responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {post: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking body-removed POST /a, request body: no body is taken any more (#/paths/~1a/post/requestBody)"
            ]),
        DocumentDiffCase(
            "a body became required",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {}}, responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {required: true, content: {}}, responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking body-became-required POST /a, request body: the body has to be sent now (#/paths/~1a/post/requestBody)"
            ]),
        DocumentDiffCase(
            "media types changed",
            old: """
                paths:
                  /a: {post: {requestBody: {content: {application/json: {}, text/plain: {}}}, responses: {'200':
                      {description: Good, content: {text/csv: {}}}}}}
                """,
            new: """
                paths:
                  /a: {post: {requestBody: {content: {Application/JSON: {}, text/html: {}}}, responses: {'200':
                      {description: Good, content: {application/json: {}}}}}}
                """,
            findings: [
                "breaking media-type-removed POST /a, request body: the media type `text/plain` is taken no more (#/paths/~1a/post/requestBody/content/text~1plain)",
                "breaking media-type-removed POST /a, response 200: the media type `text/csv` is sent no more (#/paths/~1a/post/responses/200/content/text~1csv)",
                "compatible media-type-added POST /a, request body: the media type `text/html` is new (#/paths/~1a/post/requestBody/content/text~1html)",
                "compatible media-type-added POST /a, response 200: the media type `application/json` is new (#/paths/~1a/post/responses/200/content/application~1json)",
            ]),
        DocumentDiffCase(
            "statuses changed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}, '404': {description: Bad}, '4xx': {description:
                      Bad}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'201': {description: Good}, '409': {description: Bad}, '4XX': {description:
                      Bad}}}}
                """,
            findings: [
                "breaking success-status-removed GET /a, response 200: the status 200 is not answered any more (#/paths/~1a/get/responses/200)",
                "warning error-status-removed GET /a, response 404: the status 404 is not answered any more (#/paths/~1a/get/responses/404)",
                "warning success-status-added GET /a, response 201: the status 201 is new (#/paths/~1a/get/responses/201)",
                "compatible error-status-added GET /a, response 409: the status 409 is new (#/paths/~1a/get/responses/409)",
            ]),
        DocumentDiffCase(
            "headers changed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, headers: {A: {required: true}, B: {required:
                      true, schema: {type: integer}}, C: {}}}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, headers: {a: {}, b: {required: true, schema:
                      {type: string}}, D: {}}}}}}
                """,
            findings: [
                "breaking header-became-optional GET /a, response 200, header `A`: the header may be missing now (#/paths/~1a/get/responses/200/headers/a)",
                "breaking type-changed GET /a, response 200, header `B`: the type was integer and is string (#/paths/~1a/get/responses/200/headers/b/schema)",
                "breaking header-removed GET /a, response 200, header `C`: the header is not sent any more (#/paths/~1a/get/responses/200/headers/C)",
                "compatible header-added GET /a, response 200, header `D`: the header is new (#/paths/~1a/get/responses/200/headers/D)",
            ]),
        DocumentDiffCase(
            "security was added",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{Token: []}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking security-added GET /a, security: credentials are needed now: `Token` (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "security was added for all",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            new: """
                security: [{Token: []}]
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking security-added GET /a, security: credentials are needed now: `Token` (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "security became optional",
            old: """
                paths:
                  /a: {get: {security: [{Token: []}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{}, {Token: []}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "compatible security-removed GET /a, security: credentials are not needed any more (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "links changed",
            old: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, links: {A: {operationId: a}, B: {operationId: b,
                      parameters: {id: $response.body#/id}, description: First}, C: {$ref:
                      '#/components/links/C'}}}}}}
                components: {links: {C: {operationId: c}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good, links: {B: {operationId: b, parameters: {id:
                      $response.body#/key}, description: Second}, C: {operationId: c}, D: {operationId: d}}}}}}
                """,
            findings: [
                "breaking link-removed GET /a, response 200: the link `A` is gone (#/paths/~1a/get/responses/200/links/A)",
                "breaking link-changed GET /a, response 200: `parameters` of the link `B` has changed (#/paths/~1a/get/responses/200/links/B)",
                "compatible link-added GET /a, response 200: the link `D` is new (#/paths/~1a/get/responses/200/links/D)",
            ]),
        DocumentDiffCase(
            "scopes changed",
            old: """
                paths:
                  /a: {get: {security: [{OAuth: [read]}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{OAuth: [write]}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking security-scope-added GET /a, security: `OAuth` needs the scope `write` now (#/paths/~1a/get/security/0)",
                "compatible security-scope-removed GET /a, security: `OAuth` needs the scope `read` no more (#/paths/~1a/get/security/0)",
            ]),
        DocumentDiffCase(
            "scopes of alternatives with one scheme",
            old: """
                paths:
                  /a: {get: {security: [{OAuth: [read]}, {OAuth: [write]}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{OAuth: [write]}, {OAuth: [all, read]}], responses: {'200': {description:
                      Good}}}}
                """,
            findings: [
                "breaking security-scope-added GET /a, security: `OAuth` needs the scope `all` now (#/paths/~1a/get/security/1)"
            ]),
        DocumentDiffCase(
            "one of two schemes is enough",
            old: """
                paths:
                  /a: {get: {security: [{A: [], B: []}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{A: []}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "compatible security-alternative-added GET /a, security: `A` is accepted too (#/paths/~1a/get/security/0)"
            ]),
        DocumentDiffCase(
            "two schemes are needed instead of one",
            old: """
                paths:
                  /a: {get: {security: [{A: []}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{A: [], B: []}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking security-alternative-removed GET /a, security: `A` is not accepted any more (#/paths/~1a/get/security/0)",
                "compatible security-alternative-added GET /a, security: `A + B` is accepted too (#/paths/~1a/get/security/0)",
            ]),
        DocumentDiffCase(
            "an operation with optional credentials became open",
            old: """
                paths:
                  /a: {get: {security: [{}, {bearer: []}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {responses: {'200': {description: Good}}}}
                """,
            findings: [
                "compatible security-removed GET /a, security: credentials are not looked at any more (#/paths/~1a/get)"
            ]),
        DocumentDiffCase(
            "optional credentials changed",
            old: """
                paths:
                  /a: {get: {security: [{}, {A: []}, {B: [read]}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{B: [write]}, {C: []}, {}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "warning optional-security-narrowed GET /a, security: `A` is not counted any more (#/paths/~1a/get/security/1)",
                "warning optional-security-narrowed GET /a, security: `B` needs the scope `write` now (#/paths/~1a/get/security/0)",
                "compatible security-scope-removed GET /a, security: `B` needs the scope `read` no more (#/paths/~1a/get/security/0)",
                "compatible security-alternative-added GET /a, security: `C` is counted too (#/paths/~1a/get/security/1)",
            ]),
        DocumentDiffCase(
            "another scheme is accepted, one no more",
            old: """
                paths:
                  /a: {get: {security: [{A: [], B: []}, {C: []}], responses: {'200': {description: Good}}}}
                """,
            new: """
                paths:
                  /a: {get: {security: [{B: [], A: []}, {D: []}], responses: {'200': {description: Good}}}}
                """,
            findings: [
                "breaking security-alternative-removed GET /a, security: `C` is not accepted any more (#/paths/~1a/get/security/1)",
                "compatible security-alternative-added GET /a, security: `D` is accepted too (#/paths/~1a/get/security/1)",
            ]),
        DocumentDiffCase(
            "a security scheme became another",
            old: """
                paths:
                  /a: {}
                components: {securitySchemes: {T: {type: apiKey, in: header, name: X}}}
                """,
            new: """
                paths:
                  /a: {}
                components: {securitySchemes: {T: {type: http, scheme: bearer}}}
                """,
            findings: [
                "breaking security-scheme-changed the security scheme `T` was an API key in header `X` and is HTTP bearer (#/components/securitySchemes/T)"
            ]),
        DocumentDiffCase(
            "a server was replaced",
            old: """
                servers: [{url: 'https://a'}]
                paths:
                  /a: {}
                """,
            new: """
                servers: [{url: 'https://b'}]
                paths:
                  /a: {}
                """,
            findings: [
                "warning server-removed the server `https://a` is not named any more (#/servers/0)",
                "compatible server-added the server `https://b` is new (#/servers/0)",
            ]),
    ]
}
