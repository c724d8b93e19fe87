// MartletCookies
