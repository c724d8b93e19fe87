/// Media types by file extension (IANA's registry; extensions as nginx and the MDN list have them).
package enum MediaTypes {
    /// The media type of a file, with its charset for text; `application/octet-stream` for unknown extensions.
    package static func ofFile(_ path: String) -> String {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return unknown }
        let type = table[name[name.utf8.index(after: dot)...].lowercased()] ?? unknown
        return isText(type) ? type + "; charset=utf-8" : type
    }

    package static let unknown = "application/octet-stream"

    /// Whether browsers guess an encoding unless they are told one.
    private static func isText(_ type: String) -> Bool { type.hasPrefix("text/") || charset.contains(type) }

    private static let charset: Set<String> = [
        "application/json", "application/ld+json", "application/manifest+json", "application/geo+json",
        "application/x-ndjson", "application/toml", "application/yaml", "application/sql", "application/graphql",
    ]

    private static let table: [String: String] = Dictionary(
        uniqueKeysWithValues: lines.split(separator: "\n").flatMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.dropFirst().map { ($0, words[0]) }
        })

    /// A type in each line, then its extensions.
    private static let lines = """
        application/atom+xml atom
        application/dash+xml mpd
        application/epub+zip epub
        application/geo+json geojson
        application/graphql graphql
        application/gzip gz tgz
        application/java-archive jar war
        application/json json map
        application/ld+json jsonld
        application/manifest+json webmanifest
        application/msword doc dot
        application/octet-stream bin dll dmg exe img iso msi so
        application/ogg ogx
        application/pdf pdf
        application/pgp-signature asc sig
        application/postscript ai eps ps
        application/rss+xml rss
        application/rtf rtf
        application/sql sql
        application/toml toml
        application/vnd.android.package-archive apk
        application/vnd.apple.mpegurl m3u8
        application/vnd.debian.binary-package deb
        application/vnd.ms-excel xls xlt
        application/vnd.ms-fontobject eot
        application/vnd.ms-powerpoint ppt pot
        application/vnd.oasis.opendocument.presentation odp
        application/vnd.oasis.opendocument.spreadsheet ods
        application/vnd.oasis.opendocument.text odt
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/vnd.rar rar
        application/vnd.sqlite3 sqlite sqlite3
        application/wasm wasm
        application/x-7z-compressed 7z
        application/x-bzip2 bz2
        application/x-ndjson ndjson
        application/x-rpm rpm
        application/x-sh sh
        application/x-tar tar
        application/x-x509-ca-cert crt der pem
        application/x-xz xz
        application/xhtml+xml xhtml
        application/xml xml xsd
        application/xslt+xml xsl xslt
        application/yaml yaml yml
        application/zip zip
        application/zstd zst
        audio/aac aac
        audio/flac flac
        audio/midi mid midi
        audio/mp4 m4a
        audio/mpeg mp3
        audio/ogg oga ogg opus
        audio/wav wav
        audio/webm weba
        font/collection ttc
        font/otf otf
        font/ttf ttf
        font/woff woff
        font/woff2 woff2
        image/apng apng
        image/avif avif
        image/bmp bmp
        image/gif gif
        image/heic heic
        image/heif heif
        image/jpeg jpeg jpg jfif
        image/jxl jxl
        image/png png
        image/svg+xml svg svgz
        image/tiff tif tiff
        image/webp webp
        image/x-icon ico cur
        model/gltf+json gltf
        model/gltf-binary glb
        model/obj obj
        model/stl stl
        text/cache-manifest appcache
        text/calendar ics
        text/css css
        text/csv csv
        text/html html htm
        text/javascript js mjs cjs
        text/markdown md markdown
        text/plain txt text log conf ini
        text/tab-separated-values tsv
        text/vcard vcf
        text/vtt vtt
        text/x-component htc
        video/3gpp 3gp
        video/mp2t ts
        video/mp4 mp4 m4v
        video/mpeg mpeg mpg
        video/ogg ogv
        video/quicktime mov
        video/webm webm
        video/x-flv flv
        video/x-matroska mkv
        video/x-ms-wmv wmv
        video/x-msvideo avi
        """
}
