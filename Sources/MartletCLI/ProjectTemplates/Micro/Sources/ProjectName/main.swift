// `swift run` serves; `help` lists the other commands.
try await Site.app().run()
