import MartletHTTP

let app = App()
let options = app.settings.read(ServerOptions.self)
try options.apply(to: app)
addMessages(to: app)
addTransfers(to: app, file: "\(options.folder)/download")
addRepresentations(to: app, file: "\(options.folder)/download")
try await app.run()
