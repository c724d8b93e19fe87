/// What is known of a PostgreSQL type: how its values are read.
///
/// The numbers are those of `pg_type`, which never change for types that are built in.
struct PostgresType: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case boolean, int2, int4, int8, oid, float4, float8, numeric, text, bytea, uuid, timestamp, date, time, interval
        case json, jsonb, void
        /// Read in the text format, which every type has.
        case other
    }

    /// A single value, a list of them, or a range of them.
    enum Shape: UInt8, Sendable {
        case single, array, range
    }

    let kind: Kind
    var shape = Shape.single

    static let other = PostgresType(kind: .other)

    /// Whether values are read in the binary format.
    var isBinary: Bool { kind != .other }

    /// The type of a number of `pg_type`.
    init(oid: UInt32) {
        self = Self.known[oid] ?? .other
    }

    init(kind: Kind, shape: Shape = .single) {
        self.kind = kind
        self.shape = shape
    }

    private static let known: [UInt32: PostgresType] = {
        var known: [UInt32: PostgresType] = [:]
        let singles: [(Kind, [UInt32])] = [
            (.boolean, [16]), (.bytea, [17]), (.int8, [20]), (.int2, [21]), (.int4, [23]), (.oid, [26]),
            // name, text, unknown, xml, bpchar, varchar
            (.text, [19, 25, 705, 142, 1042, 1043]), (.json, [114]), (.float4, [700]), (.float8, [701]),
            (.date, [1082]), (.time, [1083]), (.timestamp, [1114, 1184]), (.interval, [1186]), (.numeric, [1700]),
            (.void, [2278]), (.uuid, [2950]), (.jsonb, [3802]),
        ]
        for (kind, oids) in singles { for oid in oids { known[oid] = PostgresType(kind: kind) } }
        let arrays: [(Kind, [UInt32])] = [
            (.boolean, [1000]), (.bytea, [1001]), (.int2, [1005]), (.int4, [1007]), (.int8, [1016]), (.oid, [1028]),
            (.text, [1003, 1009, 1014, 1015, 143]), (.json, [199]), (.float4, [1021]), (.float8, [1022]),
            (.date, [1182]), (.time, [1183]), (.timestamp, [1115, 1185]), (.interval, [1187]), (.numeric, [1231]),
            (.uuid, [2951]), (.jsonb, [3807]),
        ]
        for (kind, oids) in arrays { for oid in oids { known[oid] = PostgresType(kind: kind, shape: .array) } }
        let ranges: [(Kind, [UInt32])] = [
            (.int4, [3904]), (.numeric, [3906]), (.timestamp, [3908, 3910]), (.date, [3912]), (.int8, [3926]),
        ]
        for (kind, oids) in ranges { for oid in oids { known[oid] = PostgresType(kind: kind, shape: .range) } }
        return known
    }()
}
