// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "conduit",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        .executableTarget(
            name: "Conduit",
            dependencies: [
                .product(name: "Martlet", package: "martlet"), .product(name: "MartletData", package: "martlet"),
                .product(name: "MartletPostgres", package: "martlet"),
                .product(name: "MartletMySQL", package: "martlet"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ConduitTests",
            dependencies: ["Conduit", .product(name: "MartletTesting", package: "martlet")],
            resources: [.copy("conduit-openapi.json")],
            swiftSettings: settings),
    ]
)
