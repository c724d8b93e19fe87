import Testing

@testable import Chinook

@Suite("Cover art")
struct CoverArtTests {
    @Test("a picture follows from the id alone")
    func deterministic() {
        #expect(CoverArt.album(7) == CoverArt.album(7))
        #expect(CoverArt.artist(7) == CoverArt.artist(7))
        #expect(CoverArt.album(7) != CoverArt.artist(7))
    }

    @Test("albums look different")
    func distinct() {
        let pictures = Set((1...347).map(CoverArt.album))
        #expect(pictures.count > 320)
    }

    @Test("any id gives a picture", arguments: [0, -1, Int.max, Int.min])
    func extremes(id: Int) {
        #expect(CoverArt.album(id).hasPrefix("<svg "))
        #expect(CoverArt.artist(id).hasSuffix("</svg>\n"))
    }
}
