import NIOCore
import NIOSSL
import X509

/// The name in a verified client certificate.
enum ClientName {
    /// The subject's common name; `nil` where the client showed no certificate.
    static func of(_ channel: any Channel) throws -> String? {
        guard let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let shown = handler.peerCertificate
        else { return nil }
        let certificate = try Certificate(derEncoded: shown.toDERBytes())
        for part in certificate.subject {
            for attribute in part where attribute.type == .RDNAttributeType.commonName {
                return String(describing: attribute.value)
            }
        }
        return nil
    }
}
