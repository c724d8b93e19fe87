import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct MartletPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        ModelMacro.self, EmbeddableMacro.self, ColumnMacro.self, SchemaMacro.self, FieldMacro.self,
        CaseMacro.self,
    ]
}
