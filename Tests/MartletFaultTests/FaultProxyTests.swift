import Foundation
import MartletData
import Testing

@Suite struct FaultProxyTests {
    @Test func `the proxy goes on after errors that pass`() {
        for code in [EINTR, ECONNABORTED, EMFILE, ENFILE] { #expect(ProxySocket.canAcceptAfter(code)) }
        for code in [EBADF, EINVAL, ENOTSOCK] { #expect(!ProxySocket.canAcceptAfter(code)) }
    }

    @Test func `limits grow with the round trip, and not below their measure on a quiet machine`() {
        let busy = FaultPace(roundTrip: .milliseconds(400))
        #expect(busy.options == "statement_timeout=2000ms&connect_timeout=4000ms&pool_wait=8000ms")
        #expect(busy.seconds(8) == .seconds(32))
        #expect(FaultPace(roundTrip: .milliseconds(2)).seconds(8) == .seconds(8))
    }
}
