import CMartletMySQL

/// The errors that OpenSSL notes for each thread.
///
/// libmariadb does not empty the list before it reads or writes, so that the lost connection of one task would be taken for
/// that of the next one on the same thread. Source: <https://docs.openssl.org/3.0/man3/SSL_get_error/>
enum TLSErrors {
    private static let function = martlet_find_tls_clear()

    /// Forgets those of the calling thread; before each call that uses a connection.
    static func clear() { function?() }
}
