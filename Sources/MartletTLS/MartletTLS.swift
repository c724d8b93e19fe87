// MartletTLS
