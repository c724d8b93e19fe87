/// Writes the types of a client.
struct TypeWriter {
    let model: ClientModel
    let usage: TypeUsage
    let isInternal: Bool
    private let containment: ContainmentGraph

    init(model: ClientModel, usage: TypeUsage, isInternal: Bool) {
        self.model = model
        self.usage = usage
        self.isInternal = isInternal
        containment = ContainmentGraph(model.types, leavingOutIndirect: true)
    }

    func source() -> String {
        var lines = SourceLines()
        for declaration in model.types {
            lines.space()
            write(declaration, to: &lines)
        }
        let needsFoundation = model.types.contains { declaration in
            switch declaration.content {
            case .structure(let structure):
                structure.members.contains(where: \.use.type.needsFoundation)
                    || structure.additional?.needsFoundation == true
            case .union(let union): union.cases.contains(where: \.type.needsFoundation)
            case .alias(let type): type.needsFoundation
            case .enumeration: false
            }
        }
        return (needsFoundation ? "public import Foundation\n\n" : "") + lines.text
    }

    private func write(_ declaration: TypeDeclaration, to lines: inout SourceLines) {
        lines.add(
            SwiftText.documentation([declaration.description, declaration.isDeprecated ? "Deprecated." : nil]))
        switch declaration.content {
        case .structure(let structure):
            StructureWriter(
                declaration: declaration, structure: structure, members: members(of: declaration, structure)
            )
            .write(to: &lines, isInternal: isInternal)
        case .enumeration(let enumeration): EnumerationWriter.write(declaration.name, enumeration, to: &lines)
        case .union(let union): UnionWriter.write(declaration.name, union, to: &lines)
        case .alias(let type): lines.add("public typealias \(declaration.name) = \(type.text)")
        }
    }

    /// The members as Swift has them, by which way their values travel.
    private func members(
        of declaration: TypeDeclaration, _ structure: TypeDeclaration.Structure
    ) -> [StructureWriter.Member] {
        let isSent = usage.sent.contains(declaration.name)
        let isReceived = usage.received.contains(declaration.name)
        return structure.members.map { member in
            let isMissing = (member.isReadOnly && isSent) || (member.isWriteOnly && isReceived)
            let isRequired = member.isRequired && !isMissing
            // Any JSON has a null of its own.
            let isNullable = member.use.isNullable && member.use.type != .json
            // What only comes back is never written, and null means there what is missing means.
            let isWritten = isSent || !isReceived
            let differs = usage.changes(declaration.name, structure) || (isSent && member.initial != nil)
            let distinguishes = !isRequired && isNullable && differs && !structure.isMultipart
            let type: SwiftType =
                distinguishes
                ? .optional(.nullable(member.use.type))
                : isRequired && !isNullable ? member.use.type : member.use.type.optional
            return StructureWriter.Member(
                member: member, type: type, sendsNull: isRequired && isNullable && isWritten,
                initial: isSent && !isRequired ? member.initial : nil,
                isIndirect: member.use.type.embedded.contains {
                    containment.isCircle(declaration.name, holding: $0)
                })
        }
    }
}
