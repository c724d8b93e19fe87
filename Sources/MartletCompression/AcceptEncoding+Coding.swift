import MartletHTTP

extension AcceptEncoding {
    /// The coding that the client likes best, gzip before deflate; `nil` where it likes plain content better.
    var coding: ContentCoding? {
        let (gzip, deflate) = (weight(of: "gzip"), weight(of: "deflate"))
        let best = max(gzip, deflate)
        guard best > 0, best >= weight(of: nil) else { return nil }
        return gzip >= deflate ? .gzip : .deflate
    }
}
