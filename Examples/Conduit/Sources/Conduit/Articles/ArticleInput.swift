import Martlet

/// An article that is to be.
@Schema(unknown: .ignored) struct NewArticle {
    @Field(format: .notBlank) var title: String
    @Field(format: .notBlank) var description: String
    @Field(format: .notBlank) var body: String
    var tagList: [TagName] = []
}

/// What is to change of an article; what is absent stays.
@Schema(unknown: .ignored) struct UpdateArticle {
    @Field(format: .notBlank) var title: Change<String>
    @Field(format: .notBlank) var description: Change<String>
    @Field(format: .notBlank) var body: Change<String>
    var tagList: Change<[TagName]>
}

@Schema(unknown: .ignored) struct NewArticleRequest { var article: NewArticle }
@Schema(unknown: .ignored) struct UpdateArticleRequest { var article: UpdateArticle }

/// Which articles a list has.
@Schema struct ArticleFilter {
    var tag: String?
    /// A username.
    var author: String?
    /// The username of somebody who likes them.
    var favorited: String?
    @Field(range: 0...) var offset: Int = 0
    @Field(range: 1...) var limit: Int = 20
}
