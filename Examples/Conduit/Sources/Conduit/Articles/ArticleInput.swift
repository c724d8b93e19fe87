import Martlet

/// An article that is to be.
@Schema(unknown: .ignored) struct NewArticle {
    @Field(format: .notBlank) var title: String
    @Field(format: .notBlank) var description: String
    @Field(format: .notBlank) var body: String
    @Each(length: ...100, format: .notBlank) var tagList: [String] = []
}

/// What is to change of an article; what is absent stays.
@Schema(unknown: .ignored) struct UpdateArticle {
    @Field(format: .notBlank) var title: Change<String>
    @Field(format: .notBlank) var description: Change<String>
    @Field(format: .notBlank) var body: Change<String>
    @Each(length: ...100, format: .notBlank) var tagList: Change<[String]>
}

@Schema(unknown: .ignored) struct NewArticleRequest { var article: NewArticle }
@Schema(unknown: .ignored) struct UpdateArticleRequest { var article: UpdateArticle }

/// Which articles a list has; `author` and `favorited` are usernames.
@Schema struct ArticleFilter {
    var tag: String?
    var author: String?
    var favorited: String?
}

/// Which part of a list it is.
@Schema struct Paging {
    @Field(range: 0...) var offset: Int = 0
    @Field(range: 1...) var limit: Int = 20
}
