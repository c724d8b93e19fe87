"""Descriptions that the documentation page is tested with: one that uses much of OpenAPI 3.1, and ones that do harm."""

HOSTILE = '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">'


def reference(name, kind="schemas"):
    return {"$ref": f"#/components/{kind}/{name}"}


def json_body(schema, **more):
    return {"content": {"application/json": {"schema": schema, **more}}}


def problem(description, code, status):
    example = {"type": f"/problems/{code}", "title": description, "status": status}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": reference("Problem"), "example": example}},
    }


def library():
    """A lending library, with every kind of parameter, body and credential."""
    not_found = reference("NotFound", "responses")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lending library",
            "version": "2.4.0",
            "summary": "Books, readers and what they borrow.",
            "description": "Everything the **counter** of a library does, as an API.\n\n## Pages\n\nLists come in pages of at most 100. "
            "The `Link` field leads to the next one, see [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288).\n\n"
            "1. Ask for `/books`.\n2. Follow `next`.\n   - until there is none\n\n> Lists never change their order.\n\n"
            "```\nGET /books?limit=20\n```\n\n| Limit | Requests |\n|---|---|\n| a minute | 60 |\n",
            "contact": {
                "name": "The counter",
                "url": "https://library.example/contact",
                "email": "counter@library.example",
            },
            "license": {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [
            {"url": "/library/api", "description": "This server"},
            {
                "url": "https://{region}.library.example/v2",
                "description": "Production",
                "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}},
            },
        ],
        "security": [{"token": []}],
        "tags": [
            {"name": "Books", "description": "What can be borrowed."},
            {"name": "Loans", "description": "Who has what, and until when."},
            {"name": "Readers"},
        ],
        "paths": {
            "/books": {
                "parameters": [
                    {
                        "name": "Accept-Language",
                        "in": "header",
                        "description": "Language of titles.",
                        "schema": {"type": "string"},
                    }
                ],
                "get": {
                    "operationId": "listBooks",
                    "tags": ["Books"],
                    "summary": "List books",
                    "security": [{}],
                    "description": "Newest first. All conditions have to hold.",
                    "parameters": [
                        {
                            "name": "q",
                            "in": "query",
                            "description": "Words of the title.",
                            "schema": {"type": "string", "maxLength": 100},
                        },
                        {
                            "name": "genre",
                            "in": "query",
                            "description": "One or several genres.",
                            "example": ["poetry", "science fiction"],
                            "schema": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
                        },
                        {
                            "name": "order",
                            "in": "query",
                            "schema": {"type": "string", "enum": ["title", "-title", "published"], "default": "title"},
                        },
                        {
                            "name": "include",
                            "in": "query",
                            "explode": False,
                            "schema": {"type": "array", "items": {"type": "string", "enum": ["loans", "cover", "shelf"]}},
                        },
                        {
                            "name": "available",
                            "in": "query",
                            "description": "Only those on the shelf.",
                            "schema": {"type": "boolean"},
                        },
                        {
                            "name": "filter",
                            "in": "query",
                            "style": "deepObject",
                            "schema": {"type": "object", "properties": {"year": {"type": "integer"}}},
                        },
                        {
                            "name": "limit",
                            "in": "query",
                            "description": "Books on a page.",
                            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
                        },
                    ],
                    "responses": {
                        "200": {
                            "description": "A page of books.",
                            "headers": {
                                "Link": {"description": "Where the next page is.", "schema": {"type": "string"}}
                            },
                            **json_body({"type": "array", "items": reference("Book")}),
                        },
                        "422": reference("Invalid", "responses"),
                    },
                },
                "post": {
                    "operationId": "addBook",
                    "tags": ["Books"],
                    "summary": "Add a book",
                    "description": "Takes a book into the catalogue. Its `isbn` may be there once.",
                    "requestBody": {
                        "required": True,
                        "description": "The book, **without** its number.",
                        **json_body(
                            reference("Book"),
                            examples={
                                "novel": {
                                    "summary": "A novel",
                                    "value": {
                                        "title": "The Left Hand of Darkness",
                                        "isbn": "9780441478125",
                                        "authors": [{"name": "Ursula K. Le Guin"}],
                                        "medium": {"kind": "paper", "pages": 304},
                                    },
                                },
                                "audio": {
                                    "summary": "An audio book",
                                    "value": {
                                        "title": "Das Schloß",
                                        "authors": [{"name": "Franz Kafka"}],
                                        "medium": {"kind": "audio", "minutes": 812},
                                    },
                                },
                            },
                        ),
                    },
                    "responses": {
                        "201": {
                            "description": "The book with its number.",
                            "links": {
                                "the book": {"operationId": "getBook", "parameters": {"id": "$response.body#/id"}}
                            },
                            **json_body(reference("Book")),
                        },
                        "401": reference("Unauthorised", "responses"),
                        "409": problem("This book is there", "duplicate", 409),
                        "422": reference("Invalid", "responses"),
                    },
                },
            },
            "/books/{id}": {
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "description": "Number of the book.",
                        "schema": {"type": "integer", "minimum": 1},
                        "example": 42,
                    }
                ],
                "get": {
                    "operationId": "getBook",
                    "tags": ["Books"],
                    "summary": "Get a book",
                    "security": [{"token": []}, {}],
                    "responses": {
                        "200": {"description": "The book.", **json_body(reference("Book"))},
                        "404": not_found,
                    },
                },
                "patch": {
                    "operationId": "changeBook",
                    "tags": ["Books"],
                    "summary": "Change a book",
                    "security": [{"oauth": ["books:write"]}],
                    "parameters": [
                        {
                            "name": "If-Match",
                            "in": "header",
                            "required": True,
                            "description": "The version that was read.",
                            "schema": {"type": "string"},
                            "example": '"7"',
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/merge-patch+json": {
                                "schema": reference("Book"),
                                "example": {"title": "A new title"},
                            }
                        },
                    },
                    "responses": {
                        "200": {"description": "The book as it is now.", **json_body(reference("Book"))},
                        "404": not_found,
                        "412": problem("Somebody else was faster", "precondition", 412),
                    },
                },
                "delete": {
                    "operationId": "removeBook",
                    "tags": ["Books"],
                    "summary": "Remove a book",
                    "deprecated": True,
                    "security": [{"counter": []}],
                    "description": "Use `PATCH` with `removed` from version 3 on.",
                    "responses": {"204": {"description": "The book is gone."}, "404": not_found},
                },
            },
            "/books/{id}/cover": {
                "post": {
                    "operationId": "uploadCover",
                    "tags": ["Books"],
                    "summary": "Upload a cover",
                    "security": [{"key": []}],
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 42}
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "multipart/form-data": {
                                "schema": {
                                    "type": "object",
                                    "required": ["picture"],
                                    "properties": {
                                        "picture": {
                                            "type": "string",
                                            "format": "binary",
                                            "description": "JPEG or PNG, at most 5 MB.",
                                        },
                                        "caption": {"type": "string", "maxLength": 200, "example": "First edition"},
                                        "subjects": {"type": "array", "items": {"type": "string"}},
                                    },
                                }
                            },
                            "image/png": {"schema": {"type": "string", "format": "binary"}},
                        },
                    },
                    "responses": {"200": {"description": "Taken.", **json_body({"type": "object"})}},
                }
            },
            "/loans": {
                "post": {
                    "operationId": "lend",
                    "tags": ["Loans"],
                    "summary": "Lend a book",
                    "requestBody": {
                        "content": {
                            "application/x-www-form-urlencoded": {
                                "schema": {
                                    "type": "object",
                                    "required": ["book", "reader"],
                                    "properties": {
                                        "book": {"type": "integer", "example": 42},
                                        "reader": {"type": "string", "format": "uuid"},
                                        "until": {"type": "string", "format": "date"},
                                        "desk": {"type": "string", "deprecated": True, "example": "north"},
                                        "labels": {
                                            "type": "array",
                                            "items": {"type": "string"},
                                            "example": ["blue", "by post"],
                                        },
                                    },
                                }
                            }
                        }
                    },
                    "callbacks": {
                        "returned": {
                            "{$request.body#/url}": {
                                "post": {
                                    # The same as that of an operation, which keeps its anchor all the same.
                                    "operationId": "getShelf",
                                    "requestBody": json_body(reference("Loan")),
                                    "responses": {"204": {"description": "Seen."}},
                                }
                            }
                        }
                    },
                    "responses": {
                        "201": {"description": "Lent.", **json_body(reference("Loan"))},
                        "422": reference("Invalid", "responses"),
                    },
                }
            },
            "/loans/events": {
                "get": {
                    "operationId": "followLoans",
                    "tags": ["Loans"],
                    "summary": "Follow loans",
                    "security": [],
                    "responses": {
                        "200": {
                            "description": "An event for each loan.",
                            "content": {"text/event-stream": {"schema": {"type": "string"}}},
                        }
                    },
                }
            },
            "/shelves/{path}": {
                "get": {
                    "operationId": "getShelf",
                    "tags": ["Readers"],
                    "summary": "Get a shelf",
                    "security": [{"session": []}],
                    "parameters": [
                        {
                            "name": "path",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                            "example": "a/b?c#d %",
                        },
                        {"name": "theme", "in": "cookie", "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {"description": "A tree of shelves.", **json_body(reference("Shelf"))},
                        "default": {"description": "Anything else."},
                    },
                }
            },
            "/me": {
                "get": {
                    "operationId": "me",
                    "tags": ["Readers"],
                    "summary": "Who am I",
                    "responses": {
                        "200": {"description": "You.", **json_body(reference("Reader"))},
                        "401": reference("Unauthorised", "responses"),
                    },
                }
            },
        },
        "webhooks": {
            "overdue": {
                "post": {
                    "summary": "A loan is overdue",
                    "requestBody": json_body(reference("Loan")),
                    "responses": {"204": {"description": "Seen."}},
                }
            }
        },
        "components": {
            "schemas": {
                "Book": {
                    "type": "object",
                    "description": "Something with pages, or nearly.",
                    "required": ["id", "title", "authors", "medium"],
                    "properties": {
                        "id": {"type": "integer", "format": "int64", "readOnly": True, "examples": [42]},
                        "title": {
                            "type": "string",
                            "minLength": 1,
                            "maxLength": 200,
                            "description": "As it is printed on the cover.",
                        },
                        "isbn": {
                            "type": ["string", "null"],
                            "pattern": "^97[89][0-9]{10}$",
                            "example": "9780441478125",
                        },
                        "authors": {"type": "array", "minItems": 1, "uniqueItems": True, "items": reference("Author")},
                        "medium": {
                            "oneOf": [reference("Paper"), reference("Audio")],
                            "discriminator": {
                                "propertyName": "kind",
                                "mapping": {
                                    "paper": "#/components/schemas/Paper",
                                    "audio": "#/components/schemas/Audio",
                                },
                            },
                        },
                        "tags": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                            "description": "Whatever else is known.",
                        },
                        "removed": {"type": "boolean", "default": False, "deprecated": True},
                        "secret": {"type": "string", "writeOnly": True, "description": "A note of the counter."},
                    },
                },
                "Author": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "example": "Ursula K. Le Guin"},
                        "born": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
                    },
                },
                "Paper": {
                    "type": "object",
                    "required": ["kind", "pages"],
                    "properties": {"kind": {"const": "paper"}, "pages": {"type": "integer", "exclusiveMinimum": 0}},
                },
                "Audio": {
                    "type": "object",
                    "required": ["kind", "minutes"],
                    "properties": {"kind": {"const": "audio"}, "minutes": {"type": "number", "multipleOf": 0.5}},
                },
                "Loan": {
                    "allOf": [
                        reference("Stamped"),
                        {
                            "type": "object",
                            "required": ["book", "state"],
                            "properties": {
                                "book": reference("Book"),
                                "state": {"type": "string", "enum": ["lent", "overdue", "returned"]},
                            },
                        },
                    ]
                },
                "Stamped": {
                    "type": "object",
                    "properties": {
                        "created": {"type": "string", "format": "date-time"},
                        "updated": {"type": "string", "format": "date-time"},
                    },
                },
                "Shelf": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "shelves": {"type": "array", "items": reference("Shelf")},
                        "above": {"anyOf": [reference("Shelf"), {"type": "null"}]},
                        "position": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "integer"}]},
                    },
                },
                "Reader": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "email": {"type": "string", "format": "email"}},
                },
                "Problem": {
                    "type": "object",
                    "description": "What went wrong, after RFC 9457.",
                    "properties": {
                        "type": {"type": "string", "format": "uri-reference"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "errors": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
                            },
                        },
                    },
                },
            },
            "responses": {
                "NotFound": problem("Not found", "not-found", 404),
                "Invalid": problem("Not as it has to be", "invalid", 422),
                "Unauthorised": problem("Credentials are needed", "unauthorised", 401),
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The token that `POST /tokens` gave.",
                },
                "counter": {"type": "http", "scheme": "basic"},
                "key": {"type": "apiKey", "in": "query", "name": "api_key"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "password": {"tokenUrl": "/library/api/token", "scopes": {"books:write": "Change books"}}
                    },
                },
            },
        },
    }


def hostile():
    """Markup in every text, schemas that contain themselves, references that lead nowhere, and 300 operations."""
    tree = {
        "type": "object",
        "description": HOSTILE,
        "properties": {
            HOSTILE: {"type": "string", "enum": [HOSTILE], "default": HOSTILE, "example": HOSTILE, "pattern": HOSTILE},
            "__proto__": {"type": "string"},
            "constructor": {"type": "integer"},
            "self": reference("Tree"),
            "many": {"type": "array", "items": reference("Tree")},
        },
    }
    paths = {
        f"/things{number}/{{id}}/{HOSTILE}": {
            "post": {
                "operationId": f"thing {number} {HOSTILE}",
                "tags": [f"Group {number % 12}"],
                "summary": f"Thing {number} {HOSTILE}",
                "description": HOSTILE,
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": HOSTILE, "in": "query", "description": HOSTILE, "schema": reference("Tree")},
                ],
                "requestBody": json_body(reference("Tree")),
                "responses": {"200": {"description": HOSTILE, **json_body(reference("Loop"))}, HOSTILE: {}},
            }
        }
        for number in range(300)
    }
    paths |= {
        "/missing": {"get": {}},
        "/nothing": None,
        "/list": [],
        "/reference": {"$ref": "#/nowhere"},
        "toString": {"get": {"tags": ["__proto__"]}},
        "/wrong": {
            "get": {
                "summary": 7,
                "parameters": ["x", None, {"name": "a"}, {"in": "query"}, {"name": "b", "in": "query", "schema": []}],
                "requestBody": "x",
                "responses": [],
                "security": "x",
                "tags": 1,
                "servers": {},
            }
        },
        "/elsewhere": {
            "get": {
                "responses": {
                    "200": {"$ref": "https://elsewhere.example/x.json"},
                    "201": json_body({"$ref": "other.json#/X"}),
                }
            }
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": HOSTILE,
            "description": f"{HOSTILE}\n\n[click](javascript:window.hacked=1) ![x](https://elsewhere.example/x.png)\n\n"
            f"# {HOSTILE}\n\n- {HOSTILE}\n\n{'*' * 3000}{'_a' * 2000}{'[' * 2000}{'> ' * 500}",
        },
        "servers": [{"url": "javascript:window.hacked=1"}, {"url": "//["}, {"url": "/hostile/api"}, None],
        "tags": [{"name": HOSTILE, "description": HOSTILE}, {"name": "__proto__"}, 3],
        "paths": paths,
        "components": {
            "schemas": {
                "Tree": tree,
                "Loop": {"$ref": "#/components/schemas/Loop"},
                "Ring": {"allOf": [reference("Ring")] * 9},
                "Pair": {"oneOf": [reference("Pair")] * 9},
                "Wide": {"allOf": [{"allOf": [reference("Wide"), reference("Tree")] * 9}] * 9},
                "true": True,
                "none": None,
                "number": 4,
                "__proto__": {"type": "string"},
                "Siblings": {
                    "type": "object",
                    "properties": {"next": {"$ref": "#/components/schemas/Siblings", "description": "again"}},
                },
            },
            "securitySchemes": {
                HOSTILE: {"type": "apiKey", "in": "header", "name": "X", "description": HOSTILE},
                "odd": {},
                "nowhere": {
                    "type": "oauth2",
                    "flows": {
                        "password": {"tokenUrl": "https://<tenant>.example.com/token"},
                        "clientCredentials": {"tokenUrl": "https://"},
                    },
                },
            },
        },
    }


def older():
    """What OpenAPI 3.0 says in another way than 3.1."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "An older API", "version": "1"},
        "paths": {
            "/api/measures": {
                "get": {
                    "operationId": "measure",
                    "parameters": [
                        {
                            "name": "above",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "integer", "minimum": 10, "exclusiveMinimum": True},
                        },
                        {
                            "name": "below",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "integer", "maximum": 0, "exclusiveMaximum": True, "nullable": True},
                        },
                    ],
                    "responses": {"200": {"description": "Measured."}},
                }
            }
        },
        "components": {"schemas": {"Size": {"type": "number", "maximum": 5, "exclusiveMaximum": True}}},
        "servers": [{"url": "/older"}],
    }


def field(description, kind="string"):
    return {"description": description, "schema": {"type": kind}}


def live():
    """Streams and a WebSocket, as the description of Tests/APIZoo has them, and forms of values that it has not."""
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    limits = {"RateLimit": field("What is left."), "RateLimit-Policy": field("The limit.")}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Live", "version": "1"},
        "servers": [{"url": "/live"}],
        "paths": {
            "/api/live/events": {
                "get": {
                    "operationId": "tick",
                    "tags": ["live"],
                    "parameters": [
                        {"name": "count", "in": "query", "schema": {"type": "integer", "default": 3}},
                    ],
                    "responses": {
                        "200": {"description": "OK", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
                    },
                }
            },
            **{
                f"/api/live/{name}": {
                    "get": {
                        "operationId": name,
                        "tags": ["live"],
                        "responses": {
                            "200": {
                                "description": "OK",
                                "content": {"text/event-stream": {"schema": {"type": "string"}}},
                            }
                        },
                    }
                }
                for name in ("clock", "endless")
            },
            "/api/live/animals": {
                "get": {
                    "operationId": "streamAnimals",
                    "tags": ["live"],
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                kind: {"schema": {"type": "array", "items": {"type": "object"}}}
                                for kind in ("application/json", "application/x-ndjson", "text/csv")
                            },
                        }
                    },
                }
            },
            "/api/live/echo": {
                "get": {
                    "operationId": "echo",
                    "tags": ["live"],
                    "security": [{"token": []}],
                    "parameters": [
                        {"name": "name", "in": "query", "schema": {"type": "string"}, "example": "Ada & Co"},
                        {"name": "desk", "in": "cookie", "schema": {"type": "string"}, "example": "north"},
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}, "example": "7"},
                    ],
                    "responses": {
                        "101": {"description": "Switching Protocols"},
                        "426": {"description": "Upgrade Required", "content": problem},
                    },
                }
            },
            "/api/live/note": {
                "get": {
                    "operationId": "getNote",
                    "tags": ["notes"],
                    "responses": {
                        "200": {
                            "description": "The note",
                            "headers": {"ETag": field("Its version."), "X-Plain": field("Nothing.", "integer"), **limits},
                            **json_body({"type": "object"}),
                        },
                        "429": {"description": "Too many", "headers": {"Retry-After": field("Seconds."), **limits}},
                    },
                },
                "put": {
                    "operationId": "changeNote",
                    "tags": ["notes"],
                    "parameters": [
                        {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}},
                        {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
                        {"name": "If-None-Match", "in": "header", "required": True, "schema": {"type": "string"}},
                        {"name": "chip", "in": "query", "schema": {"type": "string", "format": "uuid"}},
                    ],
                    "requestBody": json_body(reference("Payment")),
                    "responses": {
                        "200": {"description": "Changed", **json_body(reference("Payment"))},
                        "409": {
                            "description": "In the way",
                            "content": {
                                "application/problem+json": {
                                    "schema": {"anyOf": [reference("StillFed"), reference("OutOfCredit")]}
                                }
                            },
                        },
                    },
                },
            },
        },
        "components": {
            "schemas": {
                "Payment": {
                    "oneOf": [reference("PaymentCard"), reference("PaymentTransfer"), reference("PaymentCash")],
                    "discriminator": {
                        "propertyName": "type",
                        "mapping": {
                            "card": "#/components/schemas/PaymentCard",
                            "bank-transfer": "#/components/schemas/PaymentTransfer",
                            "cash": "#/components/schemas/PaymentCash",
                        },
                    },
                },
                "PaymentCard": {
                    "type": "object",
                    "required": ["type", "number"],
                    "additionalProperties": False,
                    "properties": {"type": {"const": "card"}, "number": {"type": "string", "minLength": 12}},
                },
                "PaymentTransfer": {
                    "type": "object",
                    "required": ["type", "account"],
                    # Its member has no constant: the mapping alone says what it is.
                    "properties": {"type": {"type": "string"}, "account": {"type": "string"}},
                },
                "PaymentCash": {"type": "object", "required": ["type"], "properties": {"type": {"const": "cash"}}},
                "StillFed": {
                    "type": "object",
                    "required": ["type", "status"],
                    "properties": {
                        "type": {"type": "string", "const": "/problems/still-fed"},
                        "status": {"const": 409},
                        "keeper": {"type": "string"},
                    },
                },
                "OutOfCredit": {
                    "type": "object",
                    "required": ["type", "status"],
                    "properties": {
                        "type": {"type": "string", "const": "/problems/out-of-credit"},
                        "status": {"const": 409},
                        "balance": {"type": "number"},
                    },
                },
                "Pet": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {"kind": {"type": "string"}},
                    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
                },
                "Cat": {
                    "allOf": [
                        reference("Pet"),
                        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}},
                    ]
                },
                "Rules": {
                    "type": "object",
                    "properties": {
                        "tags": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
                        },
                        "grid": {"type": "array", "items": {"type": "array", "maxItems": 3, "items": {"enum": [1, 2]}}},
                        "prices": {
                            "type": "object",
                            "propertyNames": {"type": "string", "minLength": 3, "pattern": "^[A-Z]{3}$"},
                            "additionalProperties": {"type": "number", "exclusiveMinimum": 0},
                        },
                        "payments": {"type": "array", "items": reference("Payment")},
                        "byName": {"type": "object", "additionalProperties": reference("PaymentCard")},
                        "version": {"const": 3},
                    },
                },
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def plain(version):
    return {
        "openapi": "3.1.0",
        "info": {"title": f"API of {version}", "version": version},
        "paths": {"/": {"get": {"responses": {"200": {"description": "Yes."}}}}},
    }


DOCUMENTS = {
    "library": library,
    "hostile": hostile,
    "older": older,
    "live": live,
    "empty": dict,
    "list": list,
    "null": lambda: None,
    "old": lambda: plain("2025-01"),
    "new": lambda: plain("2026-01"),
}
