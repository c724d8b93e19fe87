// swift-tools-version: 6.2
import PackageDescription

/// `make check` sets `WARNINGS_AS_ERRORS`; any other build only shows warnings.
let settings: [SwiftSetting] =
    [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")]
    + (Context.environment["WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "project-name",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(MARTLET_SOURCE)
    ],
    targets: [
        .executableTarget(
            name: "ProjectName",
            dependencies: [
                .product(name: "Martlet", package: "MARTLET_PACKAGE"),
                .product(name: "MartletData", package: "MARTLET_PACKAGE"),
            ],
            swiftSettings: settings,
            plugins: [
                .plugin(name: "EmbedResources", package: "MARTLET_PACKAGE")
            ]),
        .testTarget(
            name: "ProjectNameTests",
            dependencies: [
                "ProjectName",
                .product(name: "MartletTesting", package: "MARTLET_PACKAGE"),
            ],
            swiftSettings: settings),
    ]
)
