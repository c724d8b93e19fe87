extension MigrationDetector {
    /// Drops the foreign keys, indexes and constraints that a table no longer has, or has otherwise.
    mutating func dropRules(of table: TableSchema) throws {
        let name = table.fullName
        guard let recorded = state.find(name) else { return }
        for key in recorded.foreignKeys {
            let stays = table.foreignKeys.contains { table.isSame($0, as: key, of: recorded) }
            if stays, !changesType(of: key, in: recorded, to: table) { continue }
            try emit(.dropForeignKey(name, recorded.name(of: key)))
        }
        for constraint in recorded.constraints where !table.constraints.contains(constraint) {
            try emit(.dropConstraint(name, constraint.name))
        }
        for index in recorded.indexes {
            if table.indexes.contains(where: { table.isSame($0, as: index, of: recorded) }) { continue }
            // The same index by another name needs no second look at the rows.
            var bare = index
            bare.name = nil
            let renamed = table.indexes.first { other in
                var other = other
                let name = table.name(of: other)
                other.name = nil
                return other == bare && !recorded.indexes.contains { recorded.name(of: $0) == name }
            }
            if let renamed {
                try emit(.renameIndex(name, recorded.name(of: index), to: table.name(of: renamed)))
            } else {
                try emit(.dropIndex(name, recorded.name(of: index)))
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
