extension Headers {
    /// Adds a field name to `Vary` unless it is there (RFC 9110 §12.5.5).
    package mutating func vary(on name: String) {
        let present = list(.vary)
        guard !present.contains(where: { $0 == "*" || $0.lowercased() == name.lowercased() }) else { return }
        self[.vary] = (present.map(String.init) + [name]).joined(separator: ", ")
    }
}
