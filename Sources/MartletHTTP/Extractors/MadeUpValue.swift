#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values for types that are decoded only to see what they ask for.
package enum MadeUpValue {
    /// - Returns: `nil` for a type that is made of others, or checks what it is given.
    package static func of(_ type: any Any.Type) -> Any? {
        func one<Number: Numeric>(_ type: Number.Type) -> Any? { type.init(exactly: 1) }
        func first<Value: CaseIterable>(_ type: Value.Type) -> Any? { type.allCases.first }
        switch type {
        case is String.Type: return "1"
        case is Bool.Type: return true
        case is Date.Type: return Date(timeIntervalSince1970: 0)
        case is UUID.Type: return UUID()
        case is URL.Type: return URL(string: "https://example.com")
        case is Data.Type: return Data()
        case let number as any Numeric.Type: return one(number)
        case let cases as any CaseIterable.Type: return first(cases)
        default: return nil
        }
    }
}
