// swift-tools-version: 6.2
import PackageDescription

/// The same for both servers, so that they compare.
let settings: [SwiftSetting] = [.swiftLanguageMode(.v6)]

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "martlet", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "MartletServer", dependencies: [.product(name: "MartletHTTP", package: "martlet")],
            swiftSettings: settings),
        .executableTarget(
            name: "HummingbirdServer", dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: settings),
        .executableTarget(
            name: "DatabaseServer",
            dependencies: [
                .product(name: "MartletHTTP", package: "martlet"), .product(name: "MartletData", package: "martlet"),
                .product(name: "MartletPostgres", package: "martlet"),
                .product(name: "MartletMySQL", package: "martlet"), .product(name: "MartletSQLite", package: "martlet"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "APIServer",
            dependencies: [
                .product(name: "MartletHTTP", package: "martlet"), .product(name: "MartletJSON", package: "martlet"),
                .product(name: "MartletData", package: "martlet"),
                .product(name: "MartletResources", package: "martlet"),
                .product(name: "MartletPostgres", package: "martlet"),
                .product(name: "MartletSQLite", package: "martlet"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "RowBenchmark",
            dependencies: [
                .product(name: "MartletData", package: "martlet"), .product(name: "MartletSQLite", package: "martlet"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "ValidationBenchmark", dependencies: [.product(name: "MartletJSON", package: "martlet")],
            swiftSettings: settings),
        // The example itself, by a link, for what an idle application takes.
        .executableTarget(
            name: "Hello", dependencies: [.product(name: "MartletHTTP", package: "martlet")], swiftSettings: settings),
    ]
)
