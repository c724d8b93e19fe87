/// A type that can be decoded though clients must not set all of its members, such as a row of a table with its key.
///
/// A handler that would decode it from a request, alone or inside of something else, stops the start: the content would
/// be taken whole, with whatever a client puts into those members. `@Model` makes each model one of them; what a handler
/// takes of it is a `NewRow`, a `RowChanges` or a struct of its own.
public protocol PartlyTaken: SendableMetatype {
    /// The members that clients must not set; none for a type that may be taken whole.
    static var untakenMembers: [String] { get }

    /// Whether it is taken whole all the same, with whatever clients put into ``untakenMembers``; `false` by default.
    ///
    /// ```swift
    /// extension Reading {
    ///     static var unsafeIsTakenWhole: Bool { true }      // the import is for machines that are trusted
    /// }
    /// ```
    static var unsafeIsTakenWhole: Bool { get }
}

extension PartlyTaken {
    /// `false`.
    public static var unsafeIsTakenWhole: Bool { false }
}
