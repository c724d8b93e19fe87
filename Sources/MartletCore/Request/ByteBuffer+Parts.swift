package import NIOCore

extension ByteBuffer {
    /// Adds the next part of what is read from the front while it arrives.
    ///
    /// A buffer never lets go of what was read by itself: it would drag that along, and grow with it. So it goes once it is as
    /// long as what is left, which copies each byte a bounded number of times.
    package mutating func appendPart(_ part: ByteBuffer) {
        if readableBytes == 0 {
            self = part
        } else if readerIndex < readableBytes {
            writeImmutableBuffer(part)
        } else {
            var rest = ByteBuffer()
            rest.reserveCapacity(readableBytes + part.readableBytes)
            rest.writeImmutableBuffer(self)
            rest.writeImmutableBuffer(part)
            self = rest
        }
    }
}
