import MartletCore

/// The members of a struct as the reader looks for them: names, and which must be there.
public struct MemberTable: Sendable {
    /// One member.
    public struct Member: Sendable {
        let name: StaticString
        let isRequired: Bool
        let isReadOnly: Bool
        /// Whether JSON may hold the name without escapes.
        let isPlain: Bool

        /// Describes a member that takes values.
        public init<Value: SchemaValue>(_ name: StaticString, _ type: Value.Type, hasDefault: Bool = false) {
            self.name = name
            isRequired = !hasDefault && type.whenAbsent == nil
            isReadOnly = false
            isPlain = Self.isPlain(name)
        }

        /// Describes a member that is told and never taken.
        public init(readOnly name: StaticString) {
            self.name = name
            isRequired = false
            isReadOnly = true
            isPlain = Self.isPlain(name)
        }

        private static func isPlain(_ name: StaticString) -> Bool {
            name.withUTF8Buffer { JSONText.special($0, from: 0) == nil }
        }
    }

    let members: [Member]
    let unknown: UnknownMembers

    /// Creates a table; what `@Schema` calls.
    public init(unknown: UnknownMembers, _ members: [Member]) {
        self.unknown = unknown
        self.members = members
    }
}

/// How far the reader is in an object.
public struct MemberProgress: ~Copyable {
    /// Where the next name probably stands in the table: most writers keep the order.
    fileprivate var expected = 0
    fileprivate var isFirst = true
    fileprivate var isInMember = false
    fileprivate var seen: (UInt64, UInt64) = (0, 0)
    fileprivate let problems: Int
    /// The member by which the object was told apart from others.
    fileprivate let discriminator: StaticString?
    fileprivate var hasDiscriminator = false

    fileprivate init(problems: Int, discriminator: StaticString?) {
        self.problems = problems
        self.discriminator = discriminator
    }

    /// Notes a member; whether it was there before.
    fileprivate mutating func see(_ index: Int) -> Bool {
        let bit = UInt64(1) << UInt64(index & 63)
        defer { if index < 64 { seen.0 |= bit } else { seen.1 |= bit } }
        return hasSeen(index)
    }

    fileprivate func hasSeen(_ index: Int) -> Bool {
        let bit = UInt64(1) << UInt64(index & 63)
        return (index < 64 ? seen.0 : seen.1) & bit != 0
    }
}

extension JSONReader {
    /// Begins an object; `nil` after noting that something else comes.
    public mutating func begin() throws(JSONSyntaxError) -> MemberProgress? {
        guard try peek() == UInt8(ascii: "{") else {
            try refuse(expected: "an object")
            return nil
        }
        try enter()
        let progress = MemberProgress(problems: problemCount, discriminator: discriminator)
        // Objects in this one have nothing to do with it.
        discriminator = nil
        return progress
    }

    /// Moves to the next member that the table has, up to its value.
    /// - Returns: its place in the table; `nil` behind the end of the object.
    public mutating func next(
        _ progress: inout MemberProgress, of table: borrowing MemberTable
    ) throws(JSONSyntaxError) -> Int? {
        if progress.isInMember {
            pop()
            progress.isInMember = false
        }
        while try nextMember(isFirst: progress.isFirst) {
            progress.isFirst = false
            guard let index = try takeName(of: table, &progress) else { continue }
            let member = table.members[index]
            push(.member(member.name))
            if progress.see(index) {
                note("duplicate_member", "must not stand there twice")
                try skipValue()
                pop()
            } else if member.isReadOnly {
                note("read_only", "cannot be set")
                try skipValue()
                pop()
            } else {
                progress.expected = index + 1
                progress.isInMember = true
                return index
            }
        }
        return nil
    }

    /// Notes which members are missing; whether nothing is wrong with the object.
    public mutating func end(_ progress: borrowing MemberProgress, of table: borrowing MemberTable) -> Bool {
        for index in table.members.indices where table.members[index].isRequired && !progress.hasSeen(index) {
            push(.member(table.members[index].name))
            note("required", "is required")
            pop()
        }
        return problemCount == progress.problems
    }

    /// Takes the name that comes, and the colon behind it.
    /// - Returns: its place in the table; `nil` after passing over a member that is not there.
    private mutating func takeName(
        of table: borrowing MemberTable, _ progress: inout MemberProgress
    ) throws(JSONSyntaxError) -> Int? {
        let members = table.members
        let expected = progress.expected
        if expected < members.count, members[expected].isPlain, takeString(members[expected].name) {
            try takeColon()
            return expected
        }
        let token = try takeString()
        try takeColon()
        if let discriminator = progress.discriminator, self.token(token, is: discriminator) {
            try passDiscriminator(discriminator, &progress)
            return nil
        }
        if let index = members.firstIndex(where: { self.token(token, is: $0.name) }) { return index }
        try passUnknown(token, table)
        return nil
    }

    /// Passes over the member that was looked at before the object was read.
    private mutating func passDiscriminator(
        _ name: StaticString, _ progress: inout MemberProgress
    ) throws(JSONSyntaxError) {
        if progress.hasDiscriminator {
            push(.member(name))
            note("duplicate_member", "must not stand there twice")
            pop()
        }
        progress.hasDiscriminator = true
        try skipValue()
    }

    private mutating func passUnknown(
        _ token: JSONStringToken, _ table: borrowing MemberTable
    ) throws(JSONSyntaxError) {
        try check(token)
        // What is not told of any more needs no words.
        if table.unknown == .refused, isFull {
            note("unknown_member", "")
        } else if table.unknown == .refused {
            let name = try text(of: token)
            push(.name(shortened(name)))
            let known = table.members.lazy.filter { !$0.isReadOnly }.map(\.name.description)
            let meant = NearMatch.find(name.utf8.count > 100 ? "" : name, among: known)
            let hint = meant.map { "; did you mean `\($0)`?" } ?? ""
            note("unknown_member", "is not known here\(hint)", meant.map { ["meant": $0] } ?? [:])
            pop()
        }
        try skipValue()
    }

    /// Reads the value of a member.
    @inlinable public mutating func read<Value: SchemaValue>(_ type: Value.Type) throws(JSONSyntaxError) -> Value? {
        try Value.read(from: &self)
    }

    /// Reads the value of a member and checks its rules.
    @inlinable public mutating func read<Value: SchemaValue>(
        _ type: Value.Type, _ rules: FieldRules<Value.Constrained>
    ) throws(JSONSyntaxError) -> Value? {
        try Value.read(from: &self, following: rules)
    }
}
