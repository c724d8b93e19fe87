import MartletHTTP

extension HTML {
    /// The page of sayings, escaped.
    init(fortunes: [Fortune]) {
        var text = "<!DOCTYPE html><html><head><title>Fortunes</title></head><body><table>"
        text += "<tr><th>id</th><th>message</th></tr>"
        for fortune in fortunes {
            text += "<tr><td>"
            text += String(fortune.id)
            text += "</td><td>"
            text += HTML.escape(fortune.message)
            text += "</td></tr>"
        }
        text += "</table></body></html>"
        self.init(text)
    }
}
