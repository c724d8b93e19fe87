import Martlet

/// A comment that is to be.
@Schema(unknown: .ignored) struct NewComment {
    @Field(format: .notBlank) var body: String
}

@Schema(unknown: .ignored) struct NewCommentRequest { var comment: NewComment }

/// A comment as told to readers.
@Schema(name: "Comment") struct ToldComment {
    var id: Int
    var createdAt: Moment
    var updatedAt: Moment
    var body: String
    var author: Profile
}

@Schema struct SingleCommentResponse { var comment: ToldComment }
@Schema struct MultipleCommentsResponse { var comments: [ToldComment] }

extension ToldComment {
    init(_ comment: Comment, author: Profile) {
        self.init(
            id: comment.id, createdAt: Moment(comment.createdAt), updatedAt: Moment(comment.updatedAt),
            body: comment.body, author: author)
    }
}
