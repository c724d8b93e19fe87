// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since everything that it uses is compiled for coverage; see scripts/fuzz.sh.
let package = Package(
    name: "fuzz",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "martlet", path: "../../..")],
    targets: [
        .executableTarget(
            name: "FuzzTarget", dependencies: [.product(name: "MartletHTTP", package: "martlet")],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")],
            linkerSettings: [.unsafeFlags(["-use-ld=lld"])])
    ]
)
