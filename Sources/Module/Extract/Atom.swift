// SPDX-License-Identifier: Apache-2.0
//
// The unit of extraction is the atom: one function, one variable, or one
// anonymous run of bytes of a compiled object, with the references that leave
// it. Objects are compiled with -ffunction-sections and -fdata-sections, so an
// atom is mostly a section; sections that several symbols share (.sched.text,
// .data..percpu) are cut at their symbols, and code without symbols
// (.altinstr_aux, .altinstr_replacement) where something refers into it.

/// An atom's place in `AtomGraph.atoms`.
typealias AtomIndex = Int

struct Atom: Sendable {
    enum Kind: Sendable { case function, object, anonymous }

    /// Symbol of the atom; empty for an anonymous one.
    var name: String
    /// The unit it was compiled from, such as `kernel/sched/core.c`.
    var unit: String
    var kind: Kind
    var isGlobal: Bool
    var isWeak: Bool
    var section: SectionTraits
    var alignment: Int
    /// Empty when the section holds no bytes in the file.
    var bytes: [UInt8]
    var size: Int
    /// Sorted by offset.
    var references: [AtomReference] = []
    /// Why it cannot be moved away from its neighbours, if it cannot.
    var obstacle: String?
    /// Other symbols at its start.
    var aliases: [String] = []

    /// `enqueue_task_fair` for the part `enqueue_task_fair.cold`.
    var parentName: String? {
        name.hasSuffix(".cold") ? String(name.dropLast(".cold".count)) : nil
    }
}

struct SectionTraits: Sendable, Hashable {
    var name: String
    var type: UInt32
    var flags: UInt64
    var isExecutable: Bool { flags & 4 != 0 }
    var isWritable: Bool { flags & 1 != 0 }
    var isPerCPU: Bool { name.hasPrefix(".data..percpu") }
    var treatment: SectionRule.Treatment? { SectionRule.treatment(of: name) }
}

/// A relocation, with what it refers to found.
struct AtomReference: Sendable, Hashable {
    enum Target: Sendable, Hashable {
        case atom(AtomIndex)
        /// Not defined in the object that refers to it.
        case external(String)
    }
    /// Offset in the atom.
    var offset: Int
    /// R_X86_64_*.
    var type: UInt32
    var target: Target
    /// Relative to the target atom's first byte, or to the external symbol.
    var addend: Int64
    /// Operand of a direct call or jump.
    var isBranch: Bool
}

/// All atoms of the objects of one variant, references between objects bound.
struct AtomGraph: Sendable {
    var atoms: [Atom] = []
    /// Entries of the tables that describe code (`__jump_table`, …).
    var tables: [CodeTable] = []

    /// A section whose entries each describe a place in code.
    struct CodeTable: Sendable {
        var section: SectionTraits
        var alignment: Int
        var entrySize: Int
        var entries: [Entry] = []
    }

    struct Entry: Sendable {
        var bytes: [UInt8]
        var references: [AtomReference]
    }
}
