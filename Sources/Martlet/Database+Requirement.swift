public import MartletData
public import MartletHTTP

/// A route that takes a database needs one: without ``DatabaseExtension`` the application does not start.
extension Database: ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] {
        [ServiceRequirement(Database.self, advice: "install DatabaseExtension()")]
    }
}
