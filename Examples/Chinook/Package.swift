// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "chinook",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        .executableTarget(
            name: "Chinook",
            dependencies: [
                .product(name: "Martlet", package: "martlet"), .product(name: "MartletData", package: "martlet"),
                .product(name: "MartletPostgres", package: "martlet"),
                .product(name: "MartletMySQL", package: "martlet"),
            ],
            resources: [.copy("Seed"), .copy("Templates"), .copy("Public")],
            swiftSettings: settings),
        .testTarget(
            name: "ChinookTests",
            dependencies: ["Chinook", .product(name: "MartletTesting", package: "martlet")],
            swiftSettings: settings),
    ]
)
