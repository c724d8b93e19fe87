import MartletCore
import NIOCore
import Synchronization

/// Feeds the parser from a request's body; shared by the sequence of parts and those of their content.
final class MultipartReader: Sendable {
    private struct Progress {
        var parser: MultipartParser
        var body: RequestBody.AsyncIterator
        /// The part that is being read, counted from one.
        var number = 0
        var isInPart = false
    }

    private enum State {
        case idle(Progress)
        case reading
        case failed(any Error)
    }

    let limits: FormLimits
    private let state: Mutex<State>

    init(_ request: Request, limits: FormLimits) throws {
        // An announced length past the limit is refused before the client sends it.
        if case .stream(let source) = request.body.storage, let length = source.expectedLength,
            length > request.body.limit
        {
            throw HTTPError.contentTooLarge(limit: request.body.limit)
        }
        let boundary = try MultipartBoundary(contentType: request.headers[.contentType] ?? "")
        self.limits = limits
        state = Mutex(
            .idle(
                Progress(
                    parser: MultipartParser(boundary: boundary, limits: limits), body: request.body.makeAsyncIterator())
            ))
    }

    /// The next part, passing over what is left of the current one; `nil` once the whole body has been read.
    func nextPart() async throws -> MultipartPart? {
        try await read { progress in
            while true {
                switch try await Self.nextEvent(&progress) {
                case .part(let head):
                    progress.number += 1
                    progress.isInPart = true
                    return MultipartPart(head, number: progress.number, reader: self)
                case .bytes, .endOfPart: continue
                case nil: return nil
                }
            }
        }
    }

    /// The next bytes of a part; `nil` at its end.
    func nextBytes(ofPart number: Int) async throws -> ByteBuffer? {
        try await read { progress in
            guard progress.number == number else { throw MultipartOrderError() }
            guard progress.isInPart else { return nil }
            if case .bytes(let bytes) = try await Self.nextEvent(&progress) { return bytes }
            progress.isInPart = false
            return nil
        }
    }

    private static func nextEvent(_ progress: inout Progress) async throws -> MultipartParser.Event? {
        while true {
            if let event = try progress.parser.next() { return event }
            guard let bytes = try await progress.body.next() else {
                try progress.parser.finish()
                return nil
            }
            progress.parser.append(bytes)
        }
    }

    private func read<Result>(_ work: (inout Progress) async throws -> Result) async throws -> Result {
        var progress = try state.withLock { state in
            switch state {
            case .idle(let progress):
                state = .reading
                return progress
            case .reading: throw MultipartOrderError()
            case .failed(let error): throw error
            }
        }
        do {
            let result = try await work(&progress)
            state.withLock { [progress] in $0 = .idle(progress) }
            return result
        } catch {
            state.withLock { $0 = .failed(error) }
            throw error
        }
    }
}

/// Parts of a form were not read one after the other.
struct MultipartOrderError: Error, CustomStringConvertible {
    var description: String {
        "the parts of a form arrive one after the other: read a part's body to its end before asking for the next part, "
            + "from one task"
    }
}
