import Logging
import NIOCore
import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// The certificate in use, read again when its files change.
final class CertificateStore: Sendable {
    private struct State {
        var context: NIOSSLContext?
        var stamp: [FileStamp] = []
        var lastLook = NIODeadline.now()
    }

    private let certificate: String
    private let key: String
    private let clients: TLSTransport.ClientCertificates
    private let protocols: [String]
    private let logger: Logger
    private let state = Mutex(State())

    init(
        certificate: String, key: String, clients: TLSTransport.ClientCertificates, protocols: [String], logger: Logger
    ) {
        self.certificate = certificate
        self.key = key
        self.clients = clients
        self.protocols = protocols
        self.logger = logger
    }

    /// Reads the files.
    func load() throws {
        let stamp = stamps
        let context = try makeContext()
        state.withLock { state in
            state.context = context
            state.stamp = stamp
        }
    }

    /// The context for a new connection; looks at the files at most once a second.
    func current() throws -> NIOSSLContext {
        let now = NIODeadline.now()
        let mayHaveChanged = state.withLock { state in
            guard now - state.lastLook > .seconds(1) else { return false }
            state.lastLook = now
            return true
        }
        if mayHaveChanged, state.withLock({ $0.stamp }) != stamps {
            do {
                try load()
                logger.notice("the certificate was renewed", metadata: ["file": "\(certificate)"])
            } catch {
                let stamp = stamps
                state.withLock { $0.stamp = stamp }
                logger.error("the new certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
            }
        }
        guard let context = state.withLock({ $0.context }) else { throw TLSError("no certificate has been read") }
        return context
    }

    private func makeContext() throws -> NIOSSLContext {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw TLSError("the certificate `\(certificate)` cannot be read as PEM: \(error)")
        }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw TLSError("the private key `\(key)` cannot be read as PEM: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = protocols
        switch clients {
        case .ignored: break
        case .optional(let authorities):
            configuration.trustRoots = .certificates(try roots(authorities))
            configuration.certificateVerification = .optionalVerification
        case .required(let authorities):
            configuration.trustRoots = .certificates(try roots(authorities))
            configuration.certificateVerification = .noHostnameVerification
        }
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw TLSError("the certificate `\(certificate)` and the key `\(key)` do not go together: \(error)")
        }
    }

    private func roots(_ file: String) throws -> [NIOSSLCertificate] {
        do { return try NIOSSLCertificate.fromPEMFile(file) } catch {
            throw TLSError("the authorities of clients `\(file)` cannot be read as PEM: \(error)")
        }
    }

    private var stamps: [FileStamp] { [FileStamp(certificate), FileStamp(key)] }
}

/// What changes when a file is replaced or written.
private struct FileStamp: Equatable {
    private var seconds = 0
    private var nanoseconds = 0
    private var inode: UInt64 = 0

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        #if canImport(Darwin)
            seconds = status.st_mtimespec.tv_sec
            nanoseconds = status.st_mtimespec.tv_nsec
        #else
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        #endif
        inode = UInt64(status.st_ino)
    }
}
