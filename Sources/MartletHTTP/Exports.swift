// An application that imports MartletHTTP needs nothing else for requests and responses.
@_exported public import HTTPTypes
@_exported public import MartletCore

@_exported public import struct NIOCore.ByteBuffer
