import Martlet
import MartletTesting
import Testing

@testable import Conduit

@Suite struct UserTests {
    @Test(arguments: TestedDatabase.allCases)
    func `somebody registers, logs in and reads the account`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let made = try await visitor.post(
                "/users", ["user": ["username": "jake", "email": "jake@jake.jake", "password": "jakejake"]])
            #expect(made.status == 201)
            let logged = try await visitor.post(
                "/users/login", ["user": ["email": "jake@jake.jake", "password": "jakejake"]])
            #expect(logged.status == 200)
            for answer in [made, logged] {
                let token = try #require(answer["user"]?["token"]?.string)
                let read = try await Visitor(client: visitor.client, token: token).get("/user")
                #expect(read.status == 200)
                var user = read["user"]?.members ?? [:]
                user["token"] = nil
                #expect(user == ["username": "jake", "email": "jake@jake.jake", "bio": .null, "image": .null])
            }
        }
    }

    static let logins: [(JSONTree, status: Int, thing: String, message: String)] = [
        (["email": "jake@example.com", "password": "wrong"], 401, "credentials", "invalid"),
        (["email": "nobody@example.com", "password": "secret"], 401, "credentials", "invalid"),
        (["email": "JAKE@example.com ", "password": "secret"], 401, "credentials", "invalid"),
        (["password": "secret"], 422, "email", "can't be blank"),
        (["email": "", "password": "secret"], 422, "email", "can't be blank"),
        (["email": .null, "password": "secret"], 422, "email", "can't be blank"),
        (["email": "jake@example.com"], 422, "password", "can't be blank"),
        (["email": "jake@example.com", "password": ""], 422, "password", "can't be blank"),
    ]

    static let registrations: [(JSONTree, status: Int, errors: [String: JSONTree])] = [
        (["email": "a@example.com", "password": "secret"], 422, ["username": ["can't be blank"]]),
        (["username": "", "email": "a@example.com", "password": "secret"], 422, ["username": ["can't be blank"]]),
        (["username": " \n", "email": "a@example.com", "password": "secret"], 422, ["username": ["can't be blank"]]),
        (["username": .null, "email": "a@example.com", "password": "x"], 422, ["username": ["can't be blank"]]),
        (["username": "a", "password": "secret"], 422, ["email": ["can't be blank"]]),
        (["username": "a", "email": "", "password": "secret"], 422, ["email": ["can't be blank"]]),
        (["username": "a", "email": "a@example.com"], 422, ["password": ["can't be blank"]]),
        (["username": "a", "email": "a@example.com", "password": ""], 422, ["password": ["can't be blank"]]),
        (
            ["username": "", "email": .null], 422,
            ["username": ["can't be blank"], "email": ["can't be blank"], "password": ["can't be blank"]]
        ),
        (["username": 7, "email": "a@b", "password": "x"], 422, ["username": ["must be a string, not a number"]]),
        (
            ["username": .text(String(repeating: "a", count: 101)), "email": "a@example.com", "password": "secret"],
            422,
            ["username": ["must have at most 100 characters"]]
        ),
        (
            ["username": "jake", "email": "other@example.com", "password": "secret"], 409,
            ["username": ["has already been taken"]]
        ),
        (
            ["username": "other", "email": "jake@example.com", "password": "secret"], 409,
            ["email": ["has already been taken"]]
        ),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `what is wrong with logins and registrations is told by field`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            _ = try await visitor.registered("jake")
            for (user, status, thing, message) in Self.logins {
                let answer = try await visitor.post("/users/login", ["user": user])
                #expect(answer.isError(status, thing, message), "\(user): \(answer)")
            }
            for (user, status, errors) in Self.registrations {
                let answer = try await visitor.post("/users", ["user": user])
                #expect(answer.status == status, "\(user)")
                #expect(answer.content == ["errors": .object(errors)], "\(user)")
            }
            #expect(try await visitor.post("/users", [:]).isError(422, "user", "can't be blank"))
            #expect(try await visitor.post("/users/login", ["user": .null]).isError(422, "user", "can't be blank"))
        }
    }

    /// Changes of a user, and what is different then.
    static let updates: [(JSONTree, [String: JSONTree])] = [
        ([:], [:]), (["bio": "I like to skateboard"], ["bio": "I like to skateboard"]),
        (["image": "https://example.com/jake.png"], ["image": "https://example.com/jake.png"]),
        (["username": "jacob"], ["username": "jacob"]),
        (["email": "jacob@example.com"], ["email": "jacob@example.com"]),
        (["bio": ""], ["bio": .null]), (["bio": "back", "image": ""], ["bio": "back", "image": .null]),
        (["bio": .null], ["bio": .null]), (["unknown": "ignored"], [:]),
    ]

    static let wrongUpdates: [(JSONTree, status: Int, thing: String, message: String)] = [
        (["username": .null], 422, "username", "can't be blank"), (["username": ""], 422, "username", "can't be blank"),
        (["email": .null], 422, "email", "can't be blank"), (["email": " "], 422, "email", "can't be blank"),
        (["password": .null], 422, "password", "can't be blank"), (["password": ""], 422, "password", "can't be blank"),
        (["username": "anna"], 409, "username", "has already been taken"),
        (["email": "anna@example.com"], 409, "email", "has already been taken"),
        (["bio": 1], 422, "bio", "must be a string, not a number"),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `an update changes what it names`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            _ = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            var expected: [String: JSONTree] = [
                "username": "jake", "email": "jake@example.com", "bio": .null, "image": .null,
            ]
            func check(_ answer: Visitor.Answer) {
                var user = answer["user"]?.members ?? [:]
                user["token"] = nil
                #expect(answer.status == 200)
                #expect(user == expected)
            }
            for (changes, different) in Self.updates {
                expected.merge(different) { $1 }
                check(try await jake.put("/user", ["user": changes]))
                check(try await jake.get("/user"))
            }
            for (changes, status, thing, message) in Self.wrongUpdates {
                let answer = try await jake.put("/user", ["user": changes])
                #expect(answer.isError(status, thing, message), "\(changes): \(answer)")
                check(try await jake.get("/user"))
            }
            // The own name is not taken.
            check(try await jake.put("/user", ["user": ["username": "jacob", "email": "jacob@example.com"]]))
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `another password counts from then on`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            #expect(try await jake.put("/user", ["user": ["password": "better"]]).status == 200)
            let old: JSONTree = ["user": ["email": "jake@example.com", "password": "secret"]]
            let new: JSONTree = ["user": ["email": "jake@example.com", "password": "better"]]
            #expect(try await visitor.post("/users/login", old).isError(401, "credentials", "invalid"))
            #expect(try await visitor.post("/users/login", new).status == 200)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `tokens end with the password for which they were issued`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            let anna = try await visitor.registered("anna")
            let renamed = try await jake.put("/user", ["user": ["bio": "new"]])
            let changed = try await jake.put("/user", ["user": ["password": "better"]])
            for answer in [renamed, changed] { #expect(answer.status == 200) }
            let older = Visitor(client: visitor.client, token: renamed["user"]?["token"]?.string)
            for visitor in [jake, older] {
                #expect(try await visitor.get("/user").isError(401, "token", "is missing"))
                #expect(try await visitor.put("/user", ["user": ["password": "mine"]]).status == 401)
            }
            let newer = Visitor(client: visitor.client, token: try #require(changed["user"]?["token"]?.string))
            for visitor in [newer, anna] { #expect(try await visitor.get("/user").status == 200) }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `passwords are not guessed, and each address has its share`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            func login(_ name: String, _ password: String) async throws -> Visitor.Answer {
                let user: JSONTree = ["email": .text("\(name)@example.com"), "password": .text(password)]
                return try await visitor.post("/users/login", ["user": user])
            }
            for number in 1...10 { #expect(try await login("jake", "guess \(number)").status == 401) }
            let stopped = try await login("jake", "secret")
            #expect(stopped.status == 429)
            #expect(stopped["errors"]?["request"]?.elements.first?.string?.hasPrefix("Too many requests") == true)
            #expect(try await jake.get("/user").status == 200)
            // One registration and eleven logins so far.
            for number in 1...48 { #expect(try await login("nobody\(number)", "secret").status == 401) }
            #expect(try await login("nobody", "secret").status == 429)
            let user: JSONTree = ["username": "eve", "email": "eve@example.com", "password": "secret"]
            #expect(try await visitor.post("/users", ["user": user]).status == 429)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a hash becomes as dear as new ones at the next login`(on database: TestedDatabase) async throws {
        try await database.withDatabase { database in
            let login: JSONTree = ["user": ["email": "jake@example.com", "password": "secret"]]
            var hashes: [String] = []
            for (index, logN) in [4, 5, 5].enumerated() {
                let app = try await TestedDatabase.app(database, logN: logN)
                try await app.test(.live) { client in
                    let visitor = Visitor(client: client)
                    if index == 0 { _ = try await visitor.registered("jake") }
                    let answer = try await visitor.post("/users/login", login)
                    #expect(answer.status == 200)
                }
                hashes += try await User.query.all(in: database).map(\.passwordHash)
            }
            #expect(hashes.count == 3)
            #expect(hashes[0].contains("ln=4,") && hashes[1].contains("ln=5,") && hashes[1] == hashes[2])
        }
    }
}
