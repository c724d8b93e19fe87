// MartletTemplates
