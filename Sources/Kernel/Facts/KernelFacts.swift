// SPDX-License-Identifier: Apache-2.0
import Support

/// What is known of one exact kernel from its debug vmlinux: no source was
/// compiled for it. Restricted to what the boundary needs; the rest of the
/// image is scanned and forgotten.
package struct KernelFacts: Sendable {
    /// `uname -r` of the kernel whose vmlinux was read.
    package var release: KernelRelease
    /// Note NT_GNU_BUILD_ID of that vmlinux.
    package var buildID: BuildID
    /// Link-time address of `_text`; values at or above it move with KASLR.
    package var textBase: UInt64
    /// Every function of kernel/sched and of the sidecars' files: those with
    /// code, and those of which no code is left.
    package var functions: [Function]
    /// Every variable of those files that has an address.
    package var variables: [Variable]
    /// References to those functions, from anywhere in the image.
    package var references: [Reference]
    /// Places that use those variables, from anywhere in the image, by address.
    package var variableUses: [VariableUse]
    /// Symbols of the whole image by name, for resolving undefined references.
    /// Only names that are unique or global are here: (name → symbol).
    package var globals: [String: Symbol]
    /// Places inside those functions that the kernel rewrites while it runs.
    package var patchSites: [PatchSite]

    /// An instruction that a static key or a static call rewrites.
    package struct PatchSite: Sendable, Hashable {
        /// Which of the kernel's tables lists the place.
        package enum Kind: Sendable, CaseIterable {
            /// in __jump_table: 2 or 5 bytes
            case jumpLabel
            /// in .static_call_sites: 5 bytes
            case staticCall
        }
        /// Says how many bytes the kernel may rewrite.
        package var kind: Kind
        /// Link-time address of the first byte that is rewritten.
        package var address: UInt64
    }

    /// A symbol of vmlinux's symbol table.
    package struct Symbol: Sendable, Hashable {
        /// Its link-time value.
        package var address: UInt64
        /// In bytes; 0 when the symbol table has none.
        package var size: UInt64
        /// From STT_*: what the symbol names.
        package var kind: Kind
        /// STB_WEAK: another definition would have won at link time.
        package var isWeak: Bool
        /// Section of vmlinux that holds it, such as `.text` or `.data..percpu`.
        package var section: String
        /// In Module.symvers' sense: there is a `__ksymtab_<name>`.
        package var isExported: Bool

        /// STT_FUNC, STT_OBJECT, or any other type.
        package enum Kind: Sendable { case function, object, other }

        package init(
            address: UInt64, size: UInt64, kind: Kind, isWeak: Bool, section: String,
            isExported: Bool
        ) {
            self.address = address
            self.size = size
            self.kind = kind
            self.isWeak = isWeak
            self.section = section
            self.isExported = isExported
        }
    }

    /// A function of the source, whatever gcc made of it.
    package struct Function: Sendable, Hashable {
        /// The source name, such as `finish_task_switch`.
        package var name: String
        /// The ELF symbol, such as `finish_task_switch.isra.0`; nil when no code
        /// is left of it.
        package var symbol: String?
        /// Where it is defined (DW_AT_decl_file, relative to the tree).
        /// The unit, for a stub that gcc made where two functions were identical
        /// and of which DWARF says nothing; the line is 0 then.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// The compilation unit, such as `kernel/sched/build_policy.c`.
        package var unit: String
        /// Zero when no code is left.
        package var address: UInt64
        /// In bytes, without a `.cold` part; 0 when no code is left.
        package var size: UInt64
        /// Section of vmlinux that holds the code; empty when none is left.
        package var section: String
        /// Not `static`: other units may call it by its name.
        package var isExternal: Bool
        /// There is a `__ksymtab_<name>`: modules may call it.
        package var isExported: Bool
        /// 1-based position among local symbols of the same name in kallsyms
        /// order (address order), as livepatch counts; 0 for a global symbol.
        package var sympos: Int
        /// Functions into which it was inlined, at least once.
        package var inlinedInto: Int
        /// Whether the entry (after endbr64, if any) is an ftrace site.
        package var hasFtraceSite: Bool
        /// Whether the entry is endbr64, which a redirect leaves in place.
        package var hasEndbr: Bool
        /// Whether a `.cold` part exists.
        package var hasColdPart: Bool
        /// Source names of the functions into which it was inlined, sorted.
        package var inlinedBy: [String]
        /// Other ELF symbols at its entry (`__x64_sys_sched_yield`), sorted.
        package var aliases: [String]
        /// Another definition would have won at link time.
        package var isWeak: Bool

        package init(
            name: String, symbol: String?, file: String, line: Int, unit: String,
            address: UInt64, size: UInt64, section: String, isExternal: Bool, isExported: Bool,
            sympos: Int, inlinedInto: Int, hasFtraceSite: Bool, hasColdPart: Bool,
            hasEndbr: Bool = false, inlinedBy: [String] = [], aliases: [String] = [],
            isWeak: Bool = false
        ) {
            self.name = name
            self.symbol = symbol
            self.file = file
            self.line = line
            self.unit = unit
            self.address = address
            self.size = size
            self.section = section
            self.isExternal = isExternal
            self.isExported = isExported
            self.sympos = sympos
            self.inlinedInto = inlinedInto
            self.hasFtraceSite = hasFtraceSite
            self.hasColdPart = hasColdPart
            self.hasEndbr = hasEndbr
            self.inlinedBy = inlinedBy
            self.aliases = aliases
            self.isWeak = isWeak
        }
    }

    /// A variable of file or function scope that vmlinux gives an address.
    package struct Variable: Sendable, Hashable {
        /// The source name.
        package var name: String
        /// The ELF symbol; differs from the name for function-level statics
        /// (`__warned.12`).
        package var symbol: String
        /// Where it is defined, relative to the tree; a header, too.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// The compilation unit that holds it.
        package var unit: String
        /// Link-time address; for a per-CPU variable the offset in each CPU's area.
        package var address: UInt64
        /// In bytes.
        package var size: UInt64
        /// Section of vmlinux, such as `.bss` or `.data..percpu`.
        package var section: String
        /// Not `static`: other units may refer to it by its name.
        package var isExternal: Bool
        /// The function that declares it, for function-level statics.
        package var function: String?

        package init(
            name: String, symbol: String, file: String, line: Int, unit: String,
            address: UInt64, size: UInt64, section: String, isExternal: Bool, function: String?
        ) {
            self.name = name
            self.symbol = symbol
            self.file = file
            self.line = line
            self.unit = unit
            self.address = address
            self.size = size
            self.section = section
            self.isExternal = isExternal
            self.function = function
        }
    }

    /// One place that refers to a function.
    package struct Reference: Sendable, Hashable {
        /// `call`, `addressInCode` or `addressInData`.
        package var kind: ReferenceKind
        /// ELF symbol of the function referred to, and its address.
        package var target: String
        /// Link-time address of that function's entry.
        package var targetAddress: UInt64
        /// Symbol that contains the reference: a function, or a data object.
        package var source: String
        /// Entry of that function; of the function it belongs to, for a `.cold`
        /// part of a function above. The object's address, for data.
        package var sourceAddress: UInt64
        /// Source file of that symbol where DWARF tells it: of a function outside
        /// the files above its unit, of an object outside them nothing.
        package var sourceFile: String?
        /// Link-time address of the reference itself.
        package var address: UInt64
        /// Section of vmlinux in which the reference stands.
        package var section: String

        package init(
            kind: ReferenceKind, target: String, targetAddress: UInt64, source: String,
            sourceFile: String?, address: UInt64, section: String, sourceAddress: UInt64 = 0
        ) {
            self.kind = kind
            self.target = target
            self.targetAddress = targetAddress
            self.source = source
            self.sourceFile = sourceFile
            self.address = address
            self.section = section
            self.sourceAddress = sourceAddress
        }
    }

    package init(
        release: KernelRelease, buildID: BuildID, textBase: UInt64, functions: [Function],
        variables: [Variable], references: [Reference], globals: [String: Symbol],
        patchSites: [PatchSite] = [], variableUses: [VariableUse] = []
    ) {
        self.release = release
        self.buildID = buildID
        self.textBase = textBase
        self.functions = functions
        self.variables = variables
        self.references = references
        self.globals = globals
        self.patchSites = patchSites
        self.variableUses = variableUses
    }
}
