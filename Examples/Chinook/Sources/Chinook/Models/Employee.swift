import Foundation
import Martlet

/// Somebody who works for the store.
@Model
struct Employee {
    var id: Int
    @Column(max: 20) var lastName: String
    @Column(max: 20) var firstName: String
    @Column(max: 30) var title: String?
    @BelongsTo var reportsTo: Employee.ID?
    var birthDate: Date?
    var hireDate: Date?
    @Column(max: 70) var address: String?
    @Column(max: 40) var city: String?
    @Column(max: 40) var state: String?
    @Column(max: 40) var country: String?
    @Column(max: 10) var postalCode: String?
    @Column(max: 24) var phone: String?
    @Column(max: 24) var fax: String?
    @Column(max: 60) var email: String?
}
