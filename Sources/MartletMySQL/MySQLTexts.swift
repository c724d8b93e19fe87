#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Copies of texts that stay where they are while libmariadb works with them.
struct MySQLTexts: @unchecked Sendable {  // safe: nothing is changed between init and free
    private let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String?]) { pointers = texts.map { $0.flatMap { strdup($0) } } }

    subscript(_ index: Int) -> UnsafePointer<CChar>? {
        pointers.indices.contains(index) ? UnsafePointer(pointers[index]) : nil
    }

    func free() { for pointer in pointers { freeText(pointer) } }
}

private func freeText(_ pointer: UnsafeMutablePointer<CChar>?) { free(pointer) }
