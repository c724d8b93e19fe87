import Synchronization

/// Holds a stream to the length that its response announced; to nothing where it announced none.
package final class AnnouncedLength: Sendable {
    private let remaining: Mutex<Int?>

    package init(_ length: Int?) { remaining = Mutex(length) }

    /// Counts bytes that the stream is about to write.
    /// - Throws: ``StreamLengthError`` when they are too many.
    package func count(_ bytes: Int) throws {
        let fits = remaining.withLock { remaining in
            guard let left = remaining else { return true }
            remaining = left - bytes
            return bytes <= left
        }
        guard fits else { throw StreamLengthError() }
    }

    /// Checks at the end of the stream that nothing is missing.
    package func finish() throws {
        guard remaining.withLock({ $0 ?? 0 }) == 0 else { throw StreamLengthError() }
    }
}

/// A stream wrote more or less than the length it had announced.
package struct StreamLengthError: Error, CustomStringConvertible {
    package var description: String { "a stream wrote more or less bytes than it had announced" }
}
