// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// Warnings are errors where the tests run. A newer compiler may warn of more, which must not stop anybody's build.
#if compiler(<6.4)
    let warnings: [SwiftSetting] = [.treatAllWarnings(as: .error)]
#else
    let warnings: [SwiftSetting] = []
#endif

/// What every target is compiled with. `ExistentialAny` keeps each use of dynamic dispatch visible.
let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + warnings

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")

let package = Package(
    name: "martlet",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "Martlet", targets: ["Martlet"]),
        .library(name: "MartletCore", targets: ["MartletCore"]),
        .library(name: "MartletHTTP", targets: ["MartletHTTP"]),
        .library(name: "MartletTLS", targets: ["MartletTLS"]),
        .library(name: "MartletCompression", targets: ["MartletCompression"]),
        .library(name: "MartletCookies", targets: ["MartletCookies"]),
        .library(name: "MartletAuth", targets: ["MartletAuth"]),
        .library(name: "MartletJSON", targets: ["MartletJSON"]),
        .library(name: "MartletAPI", targets: ["MartletAPI"]),
        .library(name: "MartletData", targets: ["MartletData"]),
        .library(name: "MartletResources", targets: ["MartletResources"]),
        .library(name: "MartletSQLite", targets: ["MartletSQLite"]),
        .library(name: "MartletPostgres", targets: ["MartletPostgres"]),
        .library(name: "MartletMySQL", targets: ["MartletMySQL"]),
        .library(name: "MartletDriverSuite", targets: ["MartletDriverSuite"]),
        .library(name: "MartletTemplates", targets: ["MartletTemplates"]),
        .library(name: "MartletTesting", targets: ["MartletTesting"]),
        .executable(name: "martlet", targets: ["MartletTool"]),
        .plugin(name: "EmbedResources", targets: ["EmbedResources"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(
            name: "MartletCore",
            dependencies: [
                nioCore, nioHTTP1, httpTypes, logging,
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: settings),
        .target(name: "MartletHash", swiftSettings: settings),
        .target(
            name: "MartletHTTP",
            dependencies: [
                "MartletCore", "MartletHash", nioCore, nioPosix, nioHTTP1, nioWebSocket, httpTypes, logging,
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(
            name: "MartletTLS",
            dependencies: [
                "MartletHTTP", nioCore, nioPosix, nioHTTP1, logging,
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CMartletZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "MartletCompression",
            dependencies: ["MartletHTTP", "CMartletZlib", nioCore, nioPosix, httpTypes],
            swiftSettings: settings),
        .target(
            name: "MartletCookies",
            dependencies: ["MartletHTTP", httpTypes, crypto],
            swiftSettings: settings),
        .target(
            name: "MartletAuth",
            dependencies: [
                "MartletCore", "MartletHTTP", "MartletCookies", nioCore, nioPosix, httpTypes, logging, crypto,
                cryptoExtras, jwtKit,
            ],
            swiftSettings: settings),
        .target(
            name: "MartletTemplates",
            dependencies: [
                "MartletHTTP", nioCore, logging, .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: settings),
        .macro(
            name: "MartletMacros",
            dependencies: [
                .product(name: "SwiftSyntax", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
                .product(name: "SwiftDiagnostics", package: "swift-syntax"),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
            ],
            swiftSettings: settings),
        .target(
            name: "MartletAPI", dependencies: ["MartletCore", "MartletHTTP", "MartletJSON", nioCore, httpTypes],
            exclude: ["DocumentationPage"], swiftSettings: settings, plugins: ["EmbedDocumentationPage"]),
        .target(name: "MartletJSON", dependencies: ["MartletCore", "MartletMacros"], swiftSettings: settings),
        .systemLibrary(name: "CMartletEpoll"),
        .target(
            name: "MartletData",
            dependencies: ["MartletCore", "MartletMacros", "CMartletEpoll", logging],
            swiftSettings: settings),
        .target(
            name: "MartletResources",
            dependencies: [
                "MartletCore", "MartletHTTP", "MartletJSON", "MartletAPI", "MartletData", httpTypes, crypto,
            ],
            swiftSettings: settings),
        .target(
            name: "MartletSQLite",
            dependencies: [
                "MartletData", logging, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings),
        .systemLibrary(name: "CMartletPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "MartletPostgres", dependencies: ["MartletData", "CMartletPostgres", logging],
            swiftSettings: settings),
        .systemLibrary(name: "CMartletMySQL", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .target(
            name: "MartletMySQL", dependencies: ["MartletData", "CMartletMySQL", logging], swiftSettings: settings),
        .target(name: "MartletDriverSuite", dependencies: ["MartletCore", "MartletData"], swiftSettings: settings),
        .target(
            name: "MartletTesting",
            dependencies: [
                "MartletHTTP", nioCore, nioPosix, nioHTTP1, nioWebSocket, httpTypes, logging,
            ],
            swiftSettings: settings),
        .target(
            name: "Martlet",
            dependencies: [
                "MartletCore", "MartletHTTP", "MartletTLS", "MartletCompression", "MartletCookies", "MartletAuth",
                "MartletTemplates", "MartletJSON", "MartletAPI", "MartletData", "MartletResources", "MartletSQLite",
            ],
            swiftSettings: settings),
        .target(
            name: "MartletCLI",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["ProjectTemplates"],
            swiftSettings: settings,
            plugins: ["EmbedProjectTemplates"]),
        .executableTarget(name: "MartletTool", dependencies: ["MartletCLI"], swiftSettings: settings),
        .target(name: "MartletEmbed", dependencies: ["MartletHash"], swiftSettings: settings),
        .executableTarget(name: "MartletEmbedTool", dependencies: ["MartletEmbed"], swiftSettings: settings),
        .plugin(name: "EmbedResources", capability: .buildTool(), dependencies: ["MartletEmbedTool"]),
        .plugin(name: "EmbedDocumentationPage", capability: .buildTool(), dependencies: ["MartletEmbedTool"]),
        .plugin(name: "EmbedProjectTemplates", capability: .buildTool(), dependencies: ["MartletEmbedTool"]),

        .testTarget(
            name: "MartletCoreTests",
            dependencies: [
                "MartletCore", nioCore, httpTypes, logging,
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MartletHTTPTests",
            dependencies: [
                "MartletHTTP", "MartletHash", "MartletTesting", nioCore, nioPosix, nioHTTP1, nioEmbedded, httpTypes,
                logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MartletTLSTests", dependencies: ["MartletTLS", "MartletTesting", nioCore, nioPosix],
            swiftSettings: settings),
        .testTarget(
            name: "MartletCompressionTests", dependencies: ["MartletCompression", "MartletTesting", nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "MartletCookiesTests", dependencies: ["MartletCookies", "MartletTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "MartletAuthTests",
            dependencies: [
                "MartletAuth", "MartletCore", "MartletHTTP", "MartletCookies", "MartletTesting", nioCore, nioPosix,
                nioHTTP1, httpTypes, logging, crypto, cryptoExtras, jwtKit,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MartletTemplatesTests", dependencies: ["MartletTemplates", "MartletTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "MartletMacrosTests",
            dependencies: [
                "MartletMacros",
                .product(name: "SwiftParser", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MartletAPITests",
            dependencies: ["MartletAPI", "MartletHTTP", "MartletJSON", "MartletTesting", nioCore, httpTypes],
            swiftSettings: settings),
        .testTarget(
            name: "MartletJSONTests", dependencies: ["MartletJSON", "MartletHTTP", "MartletTesting", httpTypes],
            swiftSettings: settings),
        .testTarget(
            name: "MartletResourcesTests",
            dependencies: ["Martlet", "MartletPostgres", "MartletMySQL", "MartletTesting", httpTypes],
            swiftSettings: settings),
        .testTarget(
            name: "MartletDataTests", dependencies: ["AllocationCounter", "MartletData", logging],
            swiftSettings: settings),
        .testTarget(
            name: "MartletDialectTests",
            dependencies: ["MartletData", "MartletSQLite", "MartletPostgres", "MartletMySQL"],
            swiftSettings: settings),
        .testTarget(
            name: "MartletSQLiteTests", dependencies: ["MartletSQLite", "MartletData", "MartletDriverSuite", logging],
            swiftSettings: settings),
        .testTarget(
            name: "MartletPostgresTests",
            dependencies: ["MartletPostgres", "MartletData", "MartletDriverSuite", logging],
            swiftSettings: settings),
        .testTarget(
            name: "MartletMySQLTests", dependencies: ["MartletMySQL", "MartletData", "MartletDriverSuite", logging],
            swiftSettings: settings),
        .testTarget(
            name: "MartletMigrationTests",
            dependencies: ["MartletData", "MartletSQLite", "MartletPostgres", "MartletMySQL"],
            swiftSettings: settings),
        .testTarget(
            name: "MartletFaultTests",
            dependencies: [
                "FaultWork", "FaultWriter", "MartletData", "MartletSQLite", "MartletPostgres", "MartletMySQL",
                "MartletHTTP", "MartletTesting",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "MartletTestingTests", dependencies: ["MartletTesting", "MartletHTTP"],
            swiftSettings: settings),
        .testTarget(name: "MartletTests", dependencies: ["Martlet", "MartletTesting"], swiftSettings: settings),
        .testTarget(
            name: "DocumentationTests", dependencies: ["Martlet", "MartletTesting"], swiftSettings: settings),
        .testTarget(
            name: "MartletCLITests", dependencies: ["MartletCLI"],
            exclude: ["OpenAPI/Documents", "OpenAPI/Golden"], swiftSettings: settings),
        .testTarget(
            name: "FuzzTests", dependencies: ["MartletHTTP", "MartletTesting", nioCore], path: "Tests/Fuzz",
            exclude: ["Coverage"], swiftSettings: settings),

        .testTarget(
            name: "MartletEmbedTests", dependencies: ["MartletEmbed", "MartletHash", "MartletHTTP", "MartletTesting"],
            exclude: ["Templates/readme.txt"], swiftSettings: settings, plugins: ["EmbedResources"]),

        // What MartletFaultTests kills.
        .target(name: "FaultWork", dependencies: ["MartletData"], path: "Tests/FaultWork", swiftSettings: settings),
        .executableTarget(
            name: "FaultWriter",
            dependencies: ["FaultWork", "MartletData", "MartletSQLite", "MartletPostgres", "MartletMySQL"],
            path: "Tests/FaultWriter", swiftSettings: settings),
        // What MartletDataTests asks what the SQL of a query costs.
        .target(name: "AllocationCount", path: "Tests/AllocationCount"),
        .executableTarget(
            name: "AllocationCounter",
            dependencies: ["AllocationCount", "MartletData", "MartletSQLite", "MartletPostgres", "MartletMySQL"],
            path: "Tests/AllocationCounter", swiftSettings: settings),
        // What Tests/Protocol talks to.
        .executableTarget(
            name: "ProtocolServer", dependencies: ["MartletHTTP", "MartletTLS", "MartletCompression"],
            path: "Tests/ProtocolServer", swiftSettings: settings),
        // What Tests/OpenAPI talks to.
        .executableTarget(
            name: "APIZoo",
            dependencies: ["MartletHTTP", "MartletJSON", "MartletAPI", "MartletAuth", "MartletResources"],
            path: "Tests/APIZoo", swiftSettings: settings),
    ]
)
