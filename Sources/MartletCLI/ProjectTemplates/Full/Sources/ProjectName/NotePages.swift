import Martlet

/// The page of notes and what its forms do.
enum NotePages {
    /// What the template `notes` shows.
    struct Page: Sendable {
        var notes: [Note]
    }

    struct NewNote: Decodable {
        var text: String
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/") { (database: Database) in
            View("notes", Page(notes: try await Note.query.order { $0.id.descending }.limit(100).all(in: database)))
        }
        routes.post("/notes") { (form: Form<NewNote>, request: Request, database: Database) in
            let isBlank = form.text.allSatisfy(\.isWhitespace)
            if isBlank || form.text.count > 200 {
                try request.flash("A note has 1 to 200 characters.", .error)
            } else {
                _ = try await Note(id: 0, text: form.text, isDone: false).insert(in: database)
                try request.flash("The note was added.", .success)
            }
            return Response.redirect(to: "/")
        }
        routes.post("/notes/{id:int}/done") { (id: Path<Int>, request: Request, database: Database) in
            guard var note = try await Note.find(id.value, in: database) else { throw HTTPError(.notFound) }
            note.isDone.toggle()
            try await note.update(in: database)
            return Response.redirect(to: "/")
        }
    }
}
