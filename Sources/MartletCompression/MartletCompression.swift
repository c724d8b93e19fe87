// MartletCompression
