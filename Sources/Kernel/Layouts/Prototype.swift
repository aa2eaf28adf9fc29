// SPDX-License-Identifier: Apache-2.0

/// A function's return type and parameters as debug information has them.
package struct Prototype: Sendable, Equatable {
    /// As C writes it: `int wake_up_state(struct task_struct *, unsigned int)`.
    package var text: String
    /// The same with typedefs resolved: what makes callers agree or not.
    package var identity: String
}

extension LayoutReader {
    /// Of the functions with one of these names that the unit defines. Debug
    /// information of a compiled function tells of the source, whatever gcc made
    /// of it.
    func prototypes(of wanted: Set<String>) throws(FactsError) -> [String: Prototype] {
        var found: [String: Prototype] = [:]
        for entry in types.entries
        where entry.tag == DwarfTag.subprogram && !entry.isDeclaration && entry.parent == nil {
            guard let text = entry.name else { continue }
            let name = try sections.text(text)
            guard wanted.contains(name), found[name] == nil else { continue }
            let shown = try signature(entry, resolves: false, depth: 0)
            let meant = try signature(entry, resolves: true, depth: 0)
            found[name] = Prototype(
                text: Self.join(shown.result, name) + shown.parameters,
                identity: meant.result + meant.parameters)
        }
        return found
    }

    private static func join(_ type: String, _ name: String) -> String {
        type.hasSuffix("*") ? type + name : type + " " + name
    }

    private func signature(
        _ entry: TypeEntries.Entry, resolves: Bool, depth: Int
    ) throws(FactsError) -> (result: String, parameters: String) {
        var parameters: [String] = []
        for child in entry.children where types.entries[child].tag == DwarfTag.formalParameter {
            parameters.append(
                try type(types.entries[child].type, resolves: resolves, depth: depth + 1))
        }
        return (
            try type(entry.type, resolves: resolves, depth: depth + 1),
            "(" + (parameters.isEmpty ? "void" : parameters.joined(separator: ", ")) + ")"
        )
    }

    /// Named types by their name; qualifiers of what is passed by value or
    /// pointed to do not change a call, and are left out.
    private func type(
        _ offset: Int?, resolves: Bool, depth: Int
    ) throws(FactsError) -> String {
        guard let entry = types.entry(at: offset), depth < 32 else { return "void" }
        let next = depth + 1
        switch entry.tag {
        case DwarfTag.pointerType:
            let inner = try type(entry.type, resolves: resolves, depth: next)
            return inner.hasSuffix("*") ? inner + "*" : inner + " *"
        case DwarfTag.constType, DwarfTag.volatileType, DwarfTag.restrictType, DwarfTag.atomicType:
            return try type(entry.type, resolves: resolves, depth: next)
        case DwarfTag.arrayType:
            return try type(entry.type, resolves: resolves, depth: next) + "[]"
        case DwarfTag.subroutineType:
            let inner = try signature(entry, resolves: resolves, depth: next)
            return inner.result + " (" + "*)" + inner.parameters
        case DwarfTag.typedef where resolves:
            return try type(entry.type, resolves: resolves, depth: next)
        default: return try Self.keyword(entry) + named(entry)
        }
    }

    private func named(_ entry: TypeEntries.Entry) throws(FactsError) -> String {
        guard let name = entry.name else { return "{\(entry.byteSize ?? 0) bytes}" }
        return try sections.text(name)
    }

    private static func keyword(_ entry: TypeEntries.Entry) -> String {
        switch entry.tag {
        case DwarfTag.structureType: "struct "
        case DwarfTag.unionType: "union "
        case DwarfTag.enumerationType: "enum "
        default: ""
        }
    }
}

extension PreparedKernel {
    /// Prototypes of functions that a unit of vmlinux defines.
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package func prototypes(unit: String, of names: Set<String>) throws -> [String: Prototype] {
        try image.withLayouts(of: unit) { try $0.prototypes(of: names) }
    }
}

extension StructReader {
    /// Prototypes of functions that an object defines which was compiled for its
    /// types (see `layouts`).
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package static func prototypes(
        object bytes: [UInt8], named name: String, of names: Set<String>
    ) throws -> [String: Prototype] {
        try withReaders(object: bytes, named: name) { reader in
            try reader.prototypes(of: names)
        }.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
}
