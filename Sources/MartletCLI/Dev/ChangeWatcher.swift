import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Waits for something to happen in folders, without looking at them all the time.
///
/// On Linux the kernel tells (inotify(7)). Elsewhere, and where its watches are used up, waiting ends after half a
/// second. Either way what has changed is found by comparing stamps, so a message too many or too few does no harm.
final class ChangeWatcher {
    /// How often folders are looked at where nothing tells of changes.
    static let pollInterval = Duration.milliseconds(500)

    private let descriptor: CInt
    /// Whether the kernel tells of every folder.
    private(set) var isNotified = false

    init() {
        #if os(Linux)
            descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        #else
            descriptor = -1
        #endif
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Watches folders from now on; those that are gone are forgotten by the kernel itself.
    func watch(_ folders: [String]) {
        #if os(Linux)
            guard descriptor >= 0 else { return }
            let mask = UInt32(IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB)
            isNotified = true
            for folder in folders where inotify_add_watch(descriptor, folder, mask) < 0 { isNotified = false }
        #endif
    }

    /// Waits until something happens, or until the time is over.
    func wait(atMost limit: Duration) {
        let limit = isNotified ? limit : min(limit, Self.pollInterval)
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = CInt(
            clamping: limit.components.seconds * 1_000 + limit.components.attoseconds / 1_000_000_000_000_000)
        // A negative descriptor is passed over, so that this only waits.
        guard systemPoll(&poll, milliseconds) > 0 else { return }
        drain()
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}

private func systemPoll(_ descriptor: inout pollfd, _ milliseconds: CInt) -> CInt { poll(&descriptor, 1, milliseconds) }
