import MartletAuth
import MartletTesting

/// Who the tests log in as.
struct Account: Codable, Sendable, Equatable {
    var id: Int
    var name: String
    var isStaff = false
}

enum ReadTracks: Scope { static let name = "tracks:read" }
enum WriteTracks: Scope { static let name = "tracks:write" }

/// An application with no settings from outside.
func makeApp() -> App {
    App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog, .securityHeaders])
}

extension Headers {
    static func authorization(_ value: String) -> Headers { [.authorization: value] }
}
