import MartletHTTP

extension HTML {
    /// The page of sayings, escaped.
    init(fortunes: [Fortune]) {
        var text = "<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>"
        text += "<tr><th>id</th><th>message</th></tr>"
        for fortune in fortunes {
            text += "<tr><td>\(fortune.id)</td><td>\(HTML.escape(fortune.message))</td></tr>"
        }
        text += "</table></body></html>"
        self.init(text)
    }
}
