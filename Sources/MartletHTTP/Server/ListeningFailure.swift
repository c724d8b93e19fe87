import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// Why the server cannot listen at an address, and what to change.
enum ListeningFailure {
    static func sentence(_ address: ServerConfiguration.Address, _ error: any Error) -> String {
        "cannot listen at \(address.text): " + reason(address, error)
    }

    private static func reason(_ address: ServerConfiguration.Address, _ error: any Error) -> String {
        let code = (error as? IOError)?.errnoCode
        switch address {
        case .hostname(let host, let port):
            switch code {
            case EADDRINUSE:
                return "another process uses port \(port); stop it, or set PORT (or --port) to another"
            case EACCES:
                return "the process may not use port \(port); set PORT (or --port) to one from 1024 on, or let a "
                    + "supervisor hand the socket over"
            case EADDRNOTAVAIL:
                return "this machine has no address \(host); set HOST (or --host) to one that it has, to 127.0.0.1 for "
                    + "itself alone or to 0.0.0.0 for all"
            default: break
            }
            guard error is SocketAddressError || error is SocketAddressError.UnknownHost else { return "\(error)" }
            return "the host is not known; set HOST (or --host) to an address of this machine, to 127.0.0.1 for itself "
                + "alone or to 0.0.0.0 for all"
        case .unixSocket(let path):
            switch code {
            case EADDRINUSE: return "another process uses the socket; stop it, or choose another path"
            case ENOENT: return "the folder \(UploadFile.folder(of: path)) does not exist; make it first"
            case EACCES: return "the process may not write into the folder \(UploadFile.folder(of: path))"
            default: return error is SocketAddressError ? "the path is longer than the system takes" : "\(error)"
            }
        case .inherited: return "\(error)"
        }
    }
}
