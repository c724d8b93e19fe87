@_exported public import MartletCompression
@_exported public import MartletCookies
@_exported public import MartletCore
@_exported public import MartletData
@_exported public import MartletHTTP
@_exported public import MartletSQLite
@_exported public import MartletTLS
@_exported public import MartletTemplates
