import MartletHTTP

let app = App()
try await zoo(app)
try await app.run()
