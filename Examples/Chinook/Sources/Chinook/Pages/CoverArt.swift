/// Draws a cover for an album or a portrait for an artist: an SVG picture that follows from the id alone.
///
/// The same id always gives the same picture, so that it can be cached for ever; nothing is stored and nothing is
/// fetched from elsewhere.
struct CoverArt {
    private var random: SplitMix64
    private let palette: Palette

    /// The picture of an album: one of nine compositions in one of fourteen palettes.
    static func album(_ id: Int) -> String {
        var art = CoverArt(seed: UInt64(bitPattern: Int64(id)) &+ 0xA1B2)
        let compositions = [
            arch, grooves, sunrise, quarters, bars, dots, ridges, slats, eclipse,
        ]
        return art.svg(compositions[art.pick(compositions.count)](&art))
    }

    /// The picture of an artist: a record seen from above.
    static func artist(_ id: Int) -> String {
        var art = CoverArt(seed: UInt64(bitPattern: Int64(id)) &+ 0x5EED_0001)
        return art.svg(record(&art))
    }

    private init(seed: UInt64) {
        random = SplitMix64(state: seed)
        palette = Palette.all[Int(random.next() % UInt64(Palette.all.count))]
    }

    private mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    private mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + pick(range.count) }
    private mutating func color() -> String { palette.inks[pick(palette.inks.count)] }
    /// Two inks that differ.
    private mutating func colors() -> (String, String) {
        let first = pick(palette.inks.count)
        let second = (first + 1 + pick(palette.inks.count - 1)) % palette.inks.count
        return (palette.inks[first], palette.inks[second])
    }
    private mutating func flip() -> Bool { pick(2) == 0 }

    private func svg(_ content: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">\
        <rect width="100" height="100" fill="\(palette.paper)"/>\(content)</svg>

        """
    }

    // MARK: Compositions

    /// Arches inside one another, standing on the lower edge.
    private static func arch(_ art: inout CoverArt) -> String {
        let center = art.number(30...70)
        let start = art.pick(art.palette.inks.count)
        let count = art.number(3...5)
        return (0..<count).map { index in
            let radius = 62 - index * (58 / count)
            let ink = art.palette.inks[(start + index) % art.palette.inks.count]
            return """
                <path d="M\(center - radius) 100V\(92 - radius / 8)A\(radius) \(radius) 0 0 1 \(center + radius) \
                \(92 - radius / 8)V100Z" fill="\(ink)"/>
                """
        }.joined()
    }

    /// Rings around a point off the middle.
    private static func grooves(_ art: inout CoverArt) -> String {
        let (x, y) = (art.number(10...90), art.number(10...90))
        let ink = art.color()
        let step = art.number(6...9)
        let rings = stride(from: 10, through: 130, by: step).map { radius in
            "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\"/>"
        }
        let width = art.number(2...4)
        return """
            <g fill="none" stroke="\(ink)" stroke-width="\(width)">\(rings.joined())</g>\
            <circle cx="\(x)" cy="\(y)" r="6" fill="\(art.color())"/>
            """
    }

    /// A disc behind a striped horizon.
    private static func sunrise(_ art: inout CoverArt) -> String {
        let x = art.number(30...70)
        let horizon = art.number(52...68)
        let radius = art.number(22...34)
        let (sun, sea) = art.colors()
        var lines = ""
        var y = horizon
        var gap = 2
        while y < 100 {
            lines += "<rect y=\"\(y)\" width=\"100\" height=\"\(gap)\"/>"
            y += gap * 2
            gap += 1
        }
        return
            "<circle cx=\"\(x)\" cy=\"\(horizon - 6)\" r=\"\(radius)\" fill=\"\(sun)\"/><g fill=\"\(sea)\">\(lines)</g>"
    }

    /// A grid of quarter discs, each turned its own way.
    private static func quarters(_ art: inout CoverArt) -> String {
        let cells = art.flip() ? 4 : 3
        let size = 100.0 / Double(cells)
        var result = ""
        for row in 0..<cells {
            for column in 0..<cells where art.pick(6) != 0 {
                let (x, y) = (Double(column) * size, Double(row) * size)
                let (right, down) = (x + size, y + size)
                let path =
                    switch art.pick(4) {
                    case 0: "M\(x) \(y)H\(right)A\(size) \(size) 0 0 1 \(x) \(down)Z"
                    case 1: "M\(right) \(y)V\(down)A\(size) \(size) 0 0 1 \(x) \(y)Z"
                    case 2: "M\(right) \(down)H\(x)A\(size) \(size) 0 0 1 \(right) \(y)Z"
                    default: "M\(x) \(down)V\(y)A\(size) \(size) 0 0 1 \(right) \(down)Z"
                    }
                result += "<path d=\"\(path)\" fill=\"\(art.color())\"/>"
            }
        }
        return result
    }

    /// The levels of an equaliser.
    private static func bars(_ art: inout CoverArt) -> String {
        let count = art.number(7...12)
        let width = 80.0 / Double(count)
        let (low, high) = art.colors()
        return (0..<count).map { index in
            let x = 10 + Double(index) * width
            let height = art.number(8...36)
            return """
                <rect x="\(x)" y="\(50 - height)" width="\(width * 0.62)" height="\(height)" fill="\(high)"/>\
                <rect x="\(x)" y="52" width="\(width * 0.62)" height="\(height * 3 / 4)" fill="\(low)"/>
                """
        }.joined()
    }

    /// A halftone: dots that grow towards one corner.
    private static func dots(_ art: inout CoverArt) -> String {
        let (ink, disc) = art.colors()
        let (fromLeft, fromTop) = (art.flip(), art.flip())
        var result = ""
        for row in 0..<9 {
            for column in 0..<9 {
                let distance = (fromLeft ? column : 8 - column) + (fromTop ? row : 8 - row)
                let radius = 0.6 + Double(distance) * 0.32
                result += "<circle cx=\"\(10 + column * 10)\" cy=\"\(10 + row * 10)\" r=\"\(radius)\"/>"
            }
        }
        let (x, y) = (art.number(25...75), art.number(25...75))
        return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"24\" fill=\"\(disc)\"/><g fill=\"\(ink)\">\(result)</g>"
    }

    /// Hills, one behind the other.
    private static func ridges(_ art: inout CoverArt) -> String {
        var result =
            """
            <circle cx="\(art.number(20...80))" cy="\(art.number(18...34))" r="\(art.number(8...14))" fill="\(art.color())"/>
            """
        let start = art.pick(art.palette.inks.count)
        for index in 0..<4 {
            let base = 40 + index * 15
            let (a, b) = (art.number(-14...6), art.number(-6...14))
            let ink = art.palette.inks[(start + index) % art.palette.inks.count]
            result +=
                """
                <path d="M0 \(base)C25 \(base + a * 2) 40 \(base + a) 55 \(base)\
                S85 \(base + b * 2) 100 \(base + b)V100H0Z" fill="\(ink)"/>
                """
        }
        return result
    }

    /// Slanted stripes, cut by a block of colour.
    private static func slats(_ art: inout CoverArt) -> String {
        let angle = [-60, -45, -30, 30, 45, 60][art.pick(6)]
        let (ink, block) = art.colors()
        let width = art.number(5...10)
        let stripes = stride(from: -60, through: 160, by: width * 2).map { x in
            "<rect x=\"\(x)\" y=\"-60\" width=\"\(width)\" height=\"220\"/>"
        }
        let cut = art.number(30...60)
        let y = art.flip() ? 0 : 100 - cut
        return """
            <g fill="\(ink)" transform="rotate(\(angle) 50 50)">\(stripes.joined())</g>\
            <rect y="\(y)" width="100" height="\(cut)" fill="\(block)"/>
            """
    }

    /// Two discs that cover one another.
    private static func eclipse(_ art: inout CoverArt) -> String {
        let radius = art.number(26...36)
        let (dx, dy) = (art.number(6...16), art.number(-12...12))
        let (a, b) = art.colors()
        return """
            <circle cx="\(50 - dx)" cy="\(50 - dy)" r="\(radius)" fill="\(a)"/>\
            <circle cx="\(50 + dx)" cy="\(50 + dy)" r="\(radius)" fill="\(b)"/>\
            <circle cx="\(50 + dx)" cy="\(50 + dy)" r="\(radius / 3)" fill="\(art.palette.paper)"/>
            """
    }

    private static func record(_ art: inout CoverArt) -> String {
        let (label, ring) = art.colors()
        let rings = stride(from: 26, through: 46, by: art.number(4...6)).map {
            "<circle cx=\"50\" cy=\"50\" r=\"\($0)\"/>"
        }
        let turn = art.number(0...359)
        return """
            <g fill="none" stroke="\(ring)" stroke-width="1.6">\(rings.joined())</g>\
            <g transform="rotate(\(turn) 50 50)"><path d="M50 50L100 22V78Z" fill="\(label)" opacity=".35"/></g>\
            <circle cx="50" cy="50" r="19" fill="\(label)"/><circle cx="50" cy="50" r="4" fill="\(art.palette.paper)"/>
            """
    }
}

/// A paper colour and the inks that are printed on it.
private struct Palette {
    let paper: String
    let inks: [String]

    static let all = [
        Palette(paper: "#f3e9dc", inks: ["#d1495b", "#1b3a5c", "#edae49"]),
        Palette(paper: "#12263f", inks: ["#f4a259", "#f4e285", "#5b8e7d"]),
        Palette(paper: "#e8edf2", inks: ["#22577a", "#38a3a5", "#f25f5c"]),
        Palette(paper: "#2b193d", inks: ["#f2a65a", "#eec170", "#c2506b"]),
        Palette(paper: "#fbe3d4", inks: ["#2f4858", "#f26419", "#33658a"]),
        Palette(paper: "#0f3d3e", inks: ["#e2dcc8", "#f1a661", "#e38b75"]),
        Palette(paper: "#f7d9c4", inks: ["#9b2226", "#005f73", "#ee9b00"]),
        Palette(paper: "#20263f", inks: ["#8fb8de", "#ed6a5a", "#f4f1bb"]),
        Palette(paper: "#dfe7e3", inks: ["#264653", "#e76f51", "#2a9d8f"]),
        Palette(paper: "#3d1020", inks: ["#f7b267", "#f27059", "#f4e4ba"]),
        Palette(paper: "#fff3c9", inks: ["#3a506b", "#e4572e", "#17bebb"]),
        Palette(paper: "#1c2b2d", inks: ["#99a799", "#d3e4cd", "#f2a154"]),
        Palette(paper: "#e9e1f0", inks: ["#5f3f8c", "#e07a5f", "#3d405b"]),
        Palette(paper: "#0b2545", inks: ["#8da9c4", "#eef4ed", "#ff9f66"]),
    ]
}

/// A small generator with good spread from small seeds (Steele, Lea and Flood, 2014).
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
