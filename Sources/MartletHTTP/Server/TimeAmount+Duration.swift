package import NIOCore

extension TimeAmount {
    /// The same length of time; lengths past the range of nanoseconds become the longest there is.
    package init(clamping duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? .nanoseconds(.max) : .nanoseconds(nanoseconds &+ attoseconds / 1_000_000_000)
    }
}
