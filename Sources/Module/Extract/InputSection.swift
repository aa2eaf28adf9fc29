// SPDX-License-Identifier: Apache-2.0
//
// An input section is what a linker calls so, or a part of one: one function, one
// variable, or one anonymous run of bytes of a compiled object, with the
// relocations in it. Objects are compiled with -ffunction-sections and
// -fdata-sections, so it is mostly a whole ELF section; sections that several
// symbols share (.sched.text, .data..percpu) are cut at their symbols, and code
// without symbols (.altinstr_aux, .altinstr_replacement) where something refers
// into it.

/// An input section's place in `InputGraph.inputs`.
typealias InputIndex = Int

/// A function, a variable, or a run of bytes of a compiled object.
struct InputSection: Sendable {
    enum Kind: Sendable { case function, object, anonymous }

    /// Symbol of the input section; empty for an anonymous one.
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
    var references: [InputReference] = []
    /// Why it cannot be moved away from its neighbours, if it cannot.
    var obstacle: String?
    /// Other symbols at its start.
    var aliases: [String] = []

    /// `enqueue_task_fair` for the part `enqueue_task_fair.cold`.
    var parentName: String? {
        name.hasSuffix(".cold") ? String(name.dropLast(".cold".count)) : nil
    }
}

/// Name, type and flags of the ELF section that an input section is from.
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
struct InputReference: Sendable, Hashable {
    enum Target: Sendable, Hashable {
        case input(InputIndex)
        /// Not defined in the object that refers to it.
        case external(String)
    }
    /// Offset in the input section.
    var offset: Int
    /// R_X86_64_*.
    var type: UInt32
    var target: Target
    /// Relative to the target input section's first byte, or to the external symbol.
    var addend: Int64
    /// Operand of a direct call or jump.
    var isBranch: Bool
}
