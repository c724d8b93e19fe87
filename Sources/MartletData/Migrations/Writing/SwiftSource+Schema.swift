#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Schemas and operations as Swift source.
enum SwiftSource {
    static func table(_ table: TableSchema) -> SwiftExpression {
        var arguments = SwiftArguments()
        arguments.add("name", .string(table.name))
        arguments.add("namespace", table.namespace)
        arguments.add("columns", .array(table.columns.map(column)))
        arguments.add("primaryKey", table.primaryKey)
        if !table.foreignKeys.isEmpty { arguments.add("foreignKeys", .array(table.foreignKeys.map(foreignKey))) }
        if !table.indexes.isEmpty { arguments.add("indexes", .array(table.indexes.map(index))) }
        if !table.constraints.isEmpty { arguments.add("constraints", .array(table.constraints.map(constraint))) }
        arguments.add("comment", table.comment)
        return .call("TableSchema", arguments.list)
    }

    static func column(_ column: ColumnSchema) -> SwiftExpression {
        var arguments = SwiftArguments()
        arguments.add("name", .string(column.name))
        arguments.add("type", type(column.type))
        arguments.add("isNullable", column.isNullable, default: false)
        arguments.add("isGenerated", column.isGenerated, default: false)
        arguments.add("isUnique", column.isUnique, default: false)
        if let maximum = column.maximumLength { arguments.add("maximumLength", .text("\(maximum)")) }
        if let value = column.defaultValue { arguments.add("defaultValue", defaultValue(value)) }
        arguments.add("check", column.check)
        if let computed = column.computed {
            var inner = SwiftArguments()
            inner.add("", .string(computed.expression))
            inner.add("isStored", computed.isStored, default: true)
            arguments.add("computed", .call("ComputedColumn", inner.list))
        }
        arguments.add("collation", column.collation)
        arguments.add("comment", column.comment)
        return .call("ColumnSchema", arguments.list)
    }

    static func foreignKey(_ key: ForeignKeySchema) -> SwiftExpression {
        var arguments = SwiftArguments()
        arguments.add("name", key.name)
        arguments.add("columns", .strings(key.columns))
        arguments.add("table", .string(key.table))
        arguments.add("namespace", key.namespace)
        arguments.add("referencedColumns", .strings(key.referencedColumns))
        arguments.add("onDelete", key.onDelete, default: .restrict)
        arguments.add("onUpdate", key.onUpdate, default: .noAction)
        arguments.add("deferral", key.deferral, default: .notDeferrable)
        return .call("ForeignKeySchema", arguments.list)
    }

    static func index(_ index: IndexSchema) -> SwiftExpression {
        var arguments = SwiftArguments()
        let plain = index.parts.compactMap { part -> String? in
            guard case .column(let name) = part.content, part == IndexSchema.Part(.column(name)) else { return nil }
            return name
        }
        let isPlain =
            plain.count == index.parts.count && index.name == nil && index.condition == nil
            && index.including.isEmpty && index.method == nil && index.nullsAreDistinct
        if isPlain {
            arguments.add("columns", .strings(plain))
        } else {
            arguments.add("name", index.name)
            arguments.add("parts", .array(index.parts.map(part)))
        }
        arguments.add("isUnique", index.isUnique, default: false)
        arguments.add("condition", index.condition)
        arguments.add("including", index.including)
        arguments.add("method", index.method)
        arguments.add("nullsAreDistinct", index.nullsAreDistinct, default: true)
        return .call("IndexSchema", arguments.list)
    }

    private static func part(_ part: IndexSchema.Part) -> SwiftExpression {
        var arguments = SwiftArguments()
        switch part.content {
        case .column(let name): arguments.add("", .call(".column", [("", .string(name))]))
        case .expression(let text): arguments.add("", .call(".expression", [("", .string(text))]))
        }
        arguments.add("isDescending", part.isDescending, default: false)
        arguments.add("collation", part.collation)
        arguments.add("operatorClass", part.operatorClass)
        return .call("IndexSchema.Part", arguments.list)
    }

    static func constraint(_ constraint: ConstraintSchema) -> SwiftExpression {
        switch constraint {
        case .check(let name, let condition):
            return .call(".check", [("name", .string(name)), ("condition", .string(condition))])
        case .unique(let unique):
            var arguments = SwiftArguments()
            arguments.add("name", .string(unique.name))
            arguments.add("columns", .strings(unique.columns))
            arguments.add("condition", unique.condition)
            arguments.add("deferral", unique.deferral, default: .notDeferrable)
            arguments.add("nullsAreDistinct", unique.nullsAreDistinct, default: true)
            arguments.add("including", unique.including)
            return .call(".unique", [("", .call("UniqueConstraintSchema", arguments.list))])
        case .exclusion(let exclusion):
            var arguments = SwiftArguments()
            arguments.add("name", .string(exclusion.name))
            let elements = exclusion.elements.map { element in
                SwiftExpression.call(
                    "ExclusionConstraintSchema.Element",
                    [("", .string(element.expression)), ("with", .string(element.comparison))])
            }
            arguments.add("elements", .array(elements))
            if exclusion.method != "gist" { arguments.add("method", exclusion.method) }
            arguments.add("condition", exclusion.condition)
            arguments.add("deferral", exclusion.deferral, default: .notDeferrable)
            return .call(".exclusion", [("", .call("ExclusionConstraintSchema", arguments.list))])
        }
    }

    static func type(_ type: ColumnType) -> SwiftExpression {
        switch type {
        case .integer(.int64): return .text(".integer")
        case .integer(let width): return .text(".integer(.\(width))")
        case .real(.double): return .text(".real")
        case .real(let width): return .text(".real(.\(width))")
        case .decimal(nil, nil): return .text(".decimal")
        case .decimal(let precision, let scale):
            func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "nil" }
            return .text(".decimal(precision: \(number(precision)), scale: \(number(scale)))")
        case .array(let element): return .text(".array(\(Self.type(element).line))")
        case .range(let bound): return .text(".range(\(Self.type(bound).line))")
        case .custom(let name): return .call(".custom", [("", .string(name))])
        case .boolean, .text, .blob, .uuid, .timestamp, .date, .time, .duration, .json: return .text(".\(type)")
        }
    }

    static func defaultValue(_ value: ColumnDefault) -> SwiftExpression {
        switch value {
        case .value(let value): .call(".value", [("", Self.value(value))])
        case .now: .text(".now")
        case .randomUUID: .text(".randomUUID")
        case .expression(let text): .call(".expression", [("", .string(text))])
        }
    }

    private static func value(_ value: DatabaseValue) -> SwiftExpression {
        switch value {
        case .null: return .text(".null")
        case .boolean(let value): return .text(".boolean(\(value))")
        case .integer(let value): return .text(".integer(\(value))")
        case .unsigned(let value): return .text(".unsigned(\(value))")
        case .real(let value):
            let text = value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.infinity" : ".infinity") : "\(value)"
            return .text(".real(\(text))")
        case .decimal(let text): return .call(".decimal", [("", .string(text))])
        case .text(let text): return .call(".text", [("", .string(text))])
        case .json(let text): return .call(".json", [("", .string(text))])
        case .blob(let bytes): return .call(".blob", [("", .array(bytes.map { .text("\($0)") }))])
        case .uuid(let value):
            let bytes = withUnsafeBytes(of: value.uuid) { $0.map { "\($0)" } }
            return .text(".uuid(UUID(uuid: (\(bytes.joined(separator: ", ")))))")
        case .timestamp(let value): return .text(".timestamp(microseconds: \(value))")
        case .date(let days): return .text(".date(days: \(days))")
        case .time(let value): return .text(".time(microseconds: \(value))")
        case .duration(let value): return .text(".duration(microseconds: \(value))")
        case .array(let values, let type):
            return .call(".array", [("", .array(values.map(Self.value))), ("of", Self.type(type))])
        case .range(let range, let type):
            func bound(_ value: DatabaseValue?) -> SwiftExpression { value.map(Self.value) ?? .text("nil") }
            var arguments = SwiftArguments()
            arguments.add("lower", bound(range.lower))
            arguments.add("upper", bound(range.upper))
            arguments.add("includesLower", range.includesLower, default: true)
            arguments.add("includesUpper", range.includesUpper, default: false)
            arguments.add("isEmpty", range.isEmpty, default: false)
            return .call(".range", [("", .call("DatabaseRange", arguments.list)), ("of", Self.type(type))])
        case .unstorable(let reason): return .call(".unstorable", [("", .string(reason))])
        }
    }
}
