#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The time by the system's clock.
package enum WallClock {
    /// Microseconds since 1970.
    @Sendable package static func microseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
}
