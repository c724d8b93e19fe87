// swift-tools-version: 6.2
// Tests of generated clients. Tests/OpenAPI/client.sh copies this package, and writes the clients into the copy.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .treatAllWarnings(as: .error),
]

let package = Package(
    name: "openapi-client",
    platforms: [.macOS(.v26)],
    targets: [
        .target(name: "ConduitClient", swiftSettings: settings),
        .target(name: "ZooClient", swiftSettings: settings),
        .testTarget(name: "ConduitClientTests", dependencies: ["ConduitClient"], swiftSettings: settings),
        .testTarget(name: "ZooClientTests", dependencies: ["ZooClient"], swiftSettings: settings),
    ]
)
