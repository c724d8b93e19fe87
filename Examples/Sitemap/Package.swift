// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "martlet-sitemap",
    platforms: [.macOS(.v26)],
    products: [.library(name: "MartletSitemap", targets: ["MartletSitemap"])],
    dependencies: [.package(name: "martlet", path: "../..")],
    targets: [
        .target(
            name: "MartletSitemap",
            dependencies: [.product(name: "MartletHTTP", package: "martlet")],
            swiftSettings: settings),
        .testTarget(
            name: "MartletSitemapTests",
            dependencies: ["MartletSitemap", .product(name: "MartletTesting", package: "martlet")],
            swiftSettings: settings),
    ]
)
