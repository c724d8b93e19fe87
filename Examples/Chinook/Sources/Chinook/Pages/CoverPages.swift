import Martlet

/// `/covers`: drawn pictures that never change, so that browsers need not ask again.
enum CoverPages {
    static func add(to routes: RouteGroup) {
        routes.get("/albums/{id:int}") { (id: Path<Int>) in picture(CoverArt.album(id.value)) }
        routes.get("/artists/{id:int}") { (id: Path<Int>) in picture(CoverArt.artist(id.value)) }
    }

    private static func picture(_ svg: String) -> Response {
        var response = Response(text: svg)
        response.headers[.contentType] = "image/svg+xml"
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }
}
