// MartletSQLite
