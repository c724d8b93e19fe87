// An application that imports MartletAuth needs nothing else for requests, responses and sessions.
@_exported public import MartletCookies
@_exported public import MartletHTTP
