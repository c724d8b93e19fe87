import MartletCore

/// The fields and files of a form, whichever way it was sent.
struct FormContent {
    var fields = QueryParameters()
    var files: [(name: String, upload: Upload)] = []

    static let mediaTypes = ["application/x-www-form-urlencoded", MultipartStream.mediaType]

    /// Reads the content of a request; files that a type does not take are passed over.
    /// - Throws: ``HTTPError`` 415 for another type, 413 past a limit, 400 for what is malformed.
    init<Value: Decodable>(_ request: Request, for type: Value.Type) async throws {
        try ContentType.require(Self.mediaTypes, of: request)
        let limits = FormLimits.of(request)
        guard ContentType.essence(of: request) == MultipartStream.mediaType else {
            let buffer = try await request.body.collect(upTo: min(request.body.limit, limits.fieldBytes))
            guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
                throw HTTPError(.badRequest, "The form is not valid UTF-8.")
            }
            fields = try QueryParameters(parsing: text)
            return
        }
        let takesFiles = UploadProbe.takesFiles(type)
        var fileCount = 0
        var room = limits.fieldBytes
        let tooLarge = HTTPError(
            .contentTooLarge, "The fields of the form are larger than \(limits.fieldBytes) bytes.")
        for try await part in try MultipartStream(request) {
            if part.filename != nil {
                guard fileCount < limits.files else {
                    throw HTTPError(.contentTooLarge, "The form has more than \(limits.files) files.")
                }
                fileCount += 1
                let upload = takesFiles ? try await part.upload() : try await part.passedOver()
                // A file input that was left empty is sent all the same, without a name.
                if !part.hasEmptyFilename || upload.size > 0 { files.append((part.name, upload)) }
            } else {
                let text = try await part.text(upTo: room, past: tooLarge)
                room -= text.utf8.count
                fields.append(part.name, text)
            }
        }
    }
}
