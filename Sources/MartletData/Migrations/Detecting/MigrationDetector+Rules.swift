extension MigrationDetector {
    /// Drops the foreign keys, indexes and constraints that a table no longer has, or has otherwise.
    /// - Parameter renewed: the columns that are dropped and added.
    mutating func dropRules(of table: TableSchema, renewed: Set<String>) throws {
        let name = table.fullName
        guard let recorded = state.find(name) else { return }
        for key in recorded.foreignKeys {
            let stays = table.foreignKeys.contains { table.isSame($0, as: key, of: recorded) }
            if stays, !changesType(of: key, in: recorded, to: table), !changesTarget(of: key),
                !losesIndex(key, in: recorded, to: table, renewed), renewed.isDisjoint(with: key.columns)
            {
                continue
            }
            try emit(.dropForeignKey(name, recorded.name(of: key)))
        }
        for constraint in recorded.constraints {
            if table.constraints.contains(constraint), !renewed.contains(where: constraint.uses) { continue }
            try emit(.dropConstraint(name, constraint.name))
        }
        for index in recorded.indexes {
            let isRenewed = renewed.contains(where: index.uses)
            if !isRenewed, table.indexes.contains(where: { table.isSame($0, as: index, of: recorded) }) { continue }
            try drop(index, of: recorded, to: table, isRenewed)
        }
    }

    private mutating func drop(
        _ index: IndexSchema, of recorded: TableSchema, to table: TableSchema, _ isRenewed: Bool
    ) throws {
        let name = table.fullName
        let indexName = recorded.name(of: index)
        let current = try state.table(name)
        // The same index by another name needs no second look at the rows.
        var bare = index
        bare.name = nil
        let renamed = table.indexes.first { other in
            var other = other
            let name = table.name(of: other)
            other.name = nil
            return other == bare && !current.indexes.contains { current.name(of: $0) == name }
        }
        if let renamed, !isRenewed {
            try emit(.renameIndex(name, indexName, to: table.name(of: renamed)))
        } else if !isRenewed, !table.indexes.contains(where: { table.name(of: $0) == indexName }),
            current.foreignKeys.contains(where: { index.serves($0.columns) })
        {
            dropLater(indexName, of: name)
        } else {
            try emit(.dropIndex(name, indexName))
        }
    }

    /// Drops the keys of tables that go which keep others from changing what they refer to.
    mutating func dropKeysOfGoingTables() throws {
        for gone in state.tables where target.find(gone.fullName) == nil {
            for key in gone.foreignKeys where changesType(of: key, in: gone, to: gone) || changesTarget(of: key) {
                try emit(.dropForeignKey(gone.fullName, gone.name(of: key)))
            }
        }
    }

    /// Adds the foreign keys, indexes and constraints that a table has now.
    mutating func addRules(to table: TableSchema) throws {
        let name = table.fullName
        let recorded = try state.table(name)
        for index in table.indexes
        where !recorded.indexes.contains(where: { table.isSame(index, as: $0, of: recorded) }) {
            try emit(.addIndex(name, index))
        }
        for constraint in table.constraints where !recorded.constraints.contains(constraint) {
            try emit(.addConstraint(name, constraint))
        }
        for key in table.foreignKeys {
            if recorded.foreignKeys.contains(where: { table.isSame(key, as: $0, of: recorded) }) { continue }
            if isLater(key, of: name) { continue }
            addLater(key, to: name)
        }
    }

    private func isLater(_ key: ForeignKeySchema, of table: QualifiedName) -> Bool {
        later.contains { $0.0 == table && $0.1 == key }
    }

    /// Whether the primary key that a foreign key refers to becomes another one.
    private func changesTarget(of key: ForeignKeySchema) -> Bool {
        guard let old = state.find(key.target), let new = target.find(key.target) else { return false }
        return old.primaryKey != new.primaryKey && Set(old.primaryKey) == Set(key.referencedColumns)
    }

    /// Whether everything that finds the rows of a foreign key goes before something else is there, which MariaDB refuses.
    private func losesIndex(
        _ key: ForeignKeySchema, in recorded: TableSchema, to table: TableSchema, _ renewed: Set<String>
    ) -> Bool {
        guard recorded.covers(key.columns) else { return false }
        func begins(_ names: [String]) -> Bool { Array(names.prefix(key.columns.count)) == key.columns }
        if begins(recorded.primaryKey), table.primaryKey == recorded.primaryKey { return false }
        for old in recorded.columns where old.isUnique && begins([old.name]) {
            if table.column(old.name)?.isUnique == true { return false }
        }
        for case .unique(let unique) in recorded.constraints where unique.condition == nil && begins(unique.columns) {
            if table.constraints.contains(.unique(unique)), renewed.isDisjoint(with: unique.columns) { return false }
        }
        // An index goes last, unless another one takes its name.
        let serving = recorded.indexes.filter { $0.serves(key.columns) }
        return !serving.contains { index in
            let name = recorded.name(of: index)
            let isTaken = table.indexes.contains {
                table.name(of: $0) == name && !table.isSame($0, as: index, of: recorded)
            }
            return !isTaken && !renewed.contains(where: index.uses)
        }
    }

    /// Whether a column on either side of a key gets another type, which databases refuse while the key stands.
    private func changesType(of key: ForeignKeySchema, in recorded: TableSchema, to table: TableSchema) -> Bool {
        func changes(_ columns: [String], _ old: TableSchema?, _ new: TableSchema?) -> Bool {
            columns.contains { name in
                guard let before = old?.column(name), let after = new?.column(name) else { return false }
                return before.type != after.type || before.collation != after.collation
                    || before.maximumLength != after.maximumLength
            }
        }
        return changes(key.columns, recorded, table)
            || changes(key.referencedColumns, state.find(key.target), target.find(key.target))
    }
}

extension IndexSchema {
    /// Whether rows are found by columns through the index.
    fileprivate func serves(_ columns: [String]) -> Bool {
        let names = parts.map { part in if case .column(let name) = part.content { name } else { "" } }
        return condition == nil && method == nil && Array(names.prefix(columns.count)) == columns
    }
}

extension TableSchema {
    /// Whether two foreign keys are the same, a name that is made the same as one that is written.
    fileprivate func isSame(_ key: ForeignKeySchema, as other: ForeignKeySchema, of table: TableSchema) -> Bool {
        var key = key
        var other = other
        key.name = name(of: key)
        other.name = table.name(of: other)
        return key == other
    }

    fileprivate func isSame(_ index: IndexSchema, as other: IndexSchema, of table: TableSchema) -> Bool {
        var index = index
        var other = other
        index.name = name(of: index)
        other.name = table.name(of: other)
        return index == other
    }
}
