import MartletCore

/// The header field that gives a download its name (RFC 6266).
package enum ContentDisposition {
    /// `attachment; filename="Report.pdf"`, with the whole name in UTF-8 (RFC 8187) where plain text cannot hold it.
    /// - Parameter name: any text; slashes, backslashes and control characters become `_`.
    package static func attachment(_ name: String) -> String {
        var safe = ""
        var plain = ""
        var isPlain = true
        for scalar in name.unicodeScalars {
            let isForbidden = scalar.value < 0x20 || scalar.value == 0x7F || scalar == "/" || scalar == "\\"
            safe.unicodeScalars.append(isForbidden ? "_" : scalar)
            // Quotes would end the text, and some browsers decode percent signs in it (RFC 6266 appendix D).
            if isForbidden || !scalar.isASCII || scalar == "\"" || scalar == "%" {
                plain += "_"
                isPlain = isPlain && isForbidden
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        let field = "attachment; filename=\"\(plain)\""
        return isPlain ? field : "\(field); filename*=UTF-8''\(PercentEncoding.encode(safe))"
    }
}
