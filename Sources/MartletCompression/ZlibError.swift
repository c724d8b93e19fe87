/// zlib could not work, for want of memory above all.
struct ZlibError: Error, CustomStringConvertible {
    let code: Int32

    var description: String { "zlib failed with code \(code)" }
}
