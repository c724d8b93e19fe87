// MartletData
