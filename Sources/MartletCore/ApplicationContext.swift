public import Logging
import Synchronization

/// The parts of a running application that requests see: read-only once it runs.
public final class ApplicationContext: Sendable {
    /// What the application offers to its handlers.
    public let services: Services
    /// The application's logger.
    public let logger: Logger
    /// Whether the application runs in development, where error pages show their cause.
    public let isDevelopment: Bool
    /// Set when the server begins to stop.
    package let drain = DrainSignal()

    private let idPrefix: String
    private let idCounter = Atomic<UInt64>(0)

    /// Creates the context of an application.
    public init(
        services: Services = Services(), logger: Logger = Logger(label: "martlet"), isDevelopment: Bool = false
    ) {
        self.services = services
        self.logger = logger
        self.isDevelopment = isDevelopment
        idPrefix = Hex.string(UInt64.random(in: .min ... .max))
    }

    /// A new request id: sixteen random digits of this process, then a count; unique across processes.
    package func nextRequestID() -> String {
        let count = idCounter.add(1, ordering: .relaxed).oldValue
        return idPrefix + Hex.string(count, minimumDigits: 8)
    }
}

/// Hexadecimal text without Foundation's formatting.
package enum Hex {
    /// The digits of a number, padded with zeros on the left.
    package static func string(_ value: UInt64, minimumDigits: Int = 16) -> String {
        let digits = max(minimumDigits, (64 - value.leadingZeroBitCount + 3) / 4)
        return String(unsafeUninitializedCapacity: digits) { buffer in
            var rest = value
            for position in stride(from: digits - 1, through: 0, by: -1) {
                let digit = UInt8(truncatingIfNeeded: rest & 0xF)
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                rest >>= 4
            }
            return digits
        }
    }

    /// Two digits for each byte.
    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "") { $0 += string(UInt64($1), minimumDigits: 2) }
    }
}
