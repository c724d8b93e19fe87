// What is wrong about the URL of a named route does not compile.
import MartletHTTP

enum Pages {
    static let home = PlainRouteName("home")
    static let album = RouteName<Int>("album")
    static let track = RouteName<Int, String>("track")
}

func right(_ request: Request) throws -> [String] {
    [try request.url(Pages.home), try request.url(Pages.album, 7), try request.url(Pages.track, 7, "Innuendo")]
}

func anUnknownName(_ request: Request) throws -> String {
    try request.url(Pages.albun, 7)  // expected-error {{type 'Pages' has no member 'albun'}}
}

func tooFewValues(_ request: Request) throws -> String {
    try request.url(Pages.album)  // expected-error {{'Int' and '' have the same shape}}
}

func tooManyValues(_ request: Request) throws -> String {
    try request.url(Pages.album, 7, 8)  // expected-error {{'Int' and 'Int, Int' have the same shape}}
}

func aValueWhereThereIsNone(_ request: Request) throws -> String {
    try request.url(Pages.home, 1)  // expected-error {{'' and 'Int' have the same shape}}
}

func aValueOfAnotherType(_ request: Request) throws -> String {
    try request.url(Pages.album, "seven")
    // expected-error@-1 {{cannot convert value of type 'String' to expected argument type 'Int'}}
}
