public import MartletData
public import MartletHTTP

/// An input with mistakes is answered with 422 and what is wrong with each field.
extension ValidationErrors: ResponseError {
    public var status: HTTPResponse.Status { .unprocessableContent }
    public var message: String? { errors.isEmpty ? nil : description }
}

/// A row that another has changed is answered with 409, one that is gone with 404.
extension RowConflict: ResponseError {
    public var status: HTTPResponse.Status { reason == .stale ? .conflict : .notFound }
    public var message: String? {
        reason == .stale ? "It was changed by another in the meantime; load it again." : nil
    }
}
