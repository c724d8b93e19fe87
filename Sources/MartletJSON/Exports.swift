// Rules of schemas speak in the terms of the core.
@_exported public import MartletCore
