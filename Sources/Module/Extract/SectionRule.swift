// SPDX-License-Identifier: Apache-2.0
//
// Sections of compiled kernel objects. The compiler makes .text, .data, .rodata
// and .bss, one of each function or variable; everything else comes from macros
// of the kernel, most of them made by inline assembly.
//
// Checked on Linux 6.1 and 6.12: include/asm-generic/vmlinux.lds.h,
// arch/x86/include/asm/{bug,jump_label,alternative,asm,paravirt_types,
// nospec-branch}.h, include/linux/{ftrace,tracepoint,export,init}.h.

/// What extraction does with a section of a compiled kernel object. This is the
/// one list of sections: an allocated section that is not in it is refused.
struct SectionRule: Sendable {
    enum Treatment: Sendable, Equatable {
        /// Functions; those that come along are laid out in one text section.
        case code
        /// Code that code tables point to; keeps its section, and comes along with
        /// the entry that points there.
        case sideCode
        /// Variables; `into` names the section that gets them, nil leaves that to
        /// their flags.
        case data(into: String?)
        /// A table whose entries each describe a place in code. An entry goes where
        /// its code goes. How many relocations it has is fixed by the kernel's
        /// macros; its size is not (struct alt_instr has grown), and is computed
        /// from the section's size. `isCompared`: whether an entry is part of what
        /// its function does.
        case codeTable(relocations: Int, isCompared: Bool)
        /// What the kernel runs when it boots; new entries are refused.
        case initcall
        /// Parameters of the kernel's command line; new entries are refused.
        case parameter
        /// Places in code where boot writes the pointer that the section is named for; the
        /// code is made to load it instead (`RuntimePointer`).
        case runtimePointer
        /// Left out: nothing that comes along refers to it by name, and vmlinux has
        /// its own.
        case leftOut(reason: String)
    }

    /// The section's name; with `*` at its end all names that begin so.
    var name: String
    var treatment: Treatment

    static let bugTable = "__bug_table"
    static let jumpTable = "__jump_table"

    /// The module loader looks for them by name: it copies the formats of
    /// trace_printk() to where they outlive the module, makes the buffers, and
    /// enters the places of pr_debug() (kernel/module/main.c, find_module_sections();
    /// kernel/trace/trace_printk.c, hold_module_trace_bprintk_format()).
    static let loaderTables = ["__trace_printk_fmt", "__dyndbg", "__dyndbg_classes"]

    static let all: [SectionRule] =
        codeTables + code + data
        + [
            SectionRule(name: ".initcall*", treatment: .initcall),
            SectionRule(name: ".con_initcall.init", treatment: .initcall),
            SectionRule(name: ".init.setup", treatment: .parameter),
            SectionRule(name: "__param", treatment: .parameter),
            SectionRule(name: RuntimePointer.sectionPrefix + "*", treatment: .runtimePointer),
        ] + leftOut

    private static let codeTables: [SectionRule] = [
        table(bugTable, 2), table(jumpTable, 3), table("__ex_table", 2),
        table(".altinstructions", 2), table(".parainstructions", 1),
        table("_kprobe_blacklist", 1),
        table(".smp_locks", 1, isCompared: false), table("__mcount_loc", 1, isCompared: false),
        // objtool's annotations; it takes them out again.
        annotation("reachable"), annotation("unreachable"), annotation("retpoline_safe"),
        annotation("noendbr"), annotation("annotate_insn"), annotation("instr_begin"),
        annotation("instr_end"), annotation("intra_function_calls"),
        annotation("ignore_alts"), annotation("func_stack_frame_non_standard"),
        annotation("unwind_hints"),
    ]

    private static let code: [SectionRule] =
        [
            ".text", ".text.*", ".sched.text", ".cpuidle.text", ".spinlock.text",
            ".noinstr.text", ".kprobes.text", ".entry.text", ".irqentry.text",
            ".softirqentry.text", ".ref.text", ".static_call.text", ".init.text*",
            ".exit.text*", ".meminit.text*", ".memexit.text*", ".cpuinit.text*",
        ].map { SectionRule(name: $0, treatment: .code) }
        + [".altinstr_replacement", ".altinstr_aux"].map {
            SectionRule(name: $0, treatment: .sideCode)
        }

    private static let data: [SectionRule] =
        [".data..percpu", ".data..ro_after_init"].map {
            SectionRule(name: $0 + "*", treatment: .data(into: $0))
        }
        + loaderTables.map {
            SectionRule(name: $0, treatment: .data(into: $0))
        }
        + [
            ".data*", ".bss*", ".rodata*", ".ref.data", ".ref.rodata", ".init.data*",
            ".init.rodata*", ".exit.data*", ".meminit.data*", ".meminit.rodata*",
            // One for each scheduling class, in the order of their priority.
            "__stop_sched_class", "__dl_sched_class", "__rt_sched_class", "__fair_sched_class",
            "__ext_sched_class", "__idle_sched_class",
        ].map { SectionRule(name: $0, treatment: .data(into: nil)) }

    private static let leftOut: [SectionRule] =
        kept(
            "a module's symbols are not exported", "___k*", "__ksymtab*", "__kcrctab*",
            ".export_symbol")
        + kept(
            "vmlinux has registered its tracepoints and events", "__tracepoints*",
            "__tracepoint_str", "__bpf_raw_tp_map", "_ftrace_events", "_ftrace_eval_map",
            "__syscalls_metadata", "_ftrace_annotated_branch", "_ftrace_branch")
        + kept(
            "vmlinux has read it when it booted", "__modver", ".modinfo",
            ".printk_index", ".apicdrivers", "__earlycon_table", ".lsm_info.init",
            ".early_lsm_info.init", ".static_call_tramp_key", "_error_injection_whitelist",
            ".kunit_test_suites", "__srcu_struct_ptrs", ".BTF_ids", "__patchable_function_entries")
        + kept("it keeps names alive until the link", ".discard.addressable", ".discard")
        + kept(
            "objtool writes it for the whole module", ".orc_unwind*", ".orc_header",
            ".static_call_sites", ".return_sites", ".retpoline_sites", ".call_sites",
            ".ibt_endbr_seal", ".kcfi_traps")
        + kept("the linker drops it", ".note.*", ".eh_frame*", ".ctors*", ".dtors*")

    private static func table(
        _ name: String, _ relocations: Int, isCompared: Bool = true
    ) -> SectionRule {
        SectionRule(
            name: name,
            treatment: .codeTable(relocations: relocations, isCompared: isCompared))
    }

    private static func annotation(_ name: String) -> SectionRule {
        table(".discard." + name, 1, isCompared: false)
    }

    private static func kept(_ reason: String, _ names: String...) -> [SectionRule] {
        names.map { SectionRule(name: $0, treatment: .leftOut(reason: reason)) }
    }
}

extension SectionRule {
    private static let exact = Dictionary(
        uniqueKeysWithValues: all.filter { !$0.name.hasSuffix("*") }
            .map { ($0.name, $0.treatment) })
    private static let prefixes = all.filter { $0.name.hasSuffix("*") }
        .map { (prefix: String($0.name.dropLast()), treatment: $0.treatment) }

    /// What is done with a section of that name: the rule of exactly that name,
    /// else the first whose prefix fits. Nil when nothing is known of it.
    static func treatment(of section: String) -> Treatment? {
        exact[section] ?? prefixes.first { section.hasPrefix($0.prefix) }?.treatment
    }

    /// Relocations of one entry; nil when the section is no table of code places.
    static func relocationsPerEntry(section: String) -> Int? {
        guard case .codeTable(let relocations, _) = treatment(of: section) else { return nil }
        return relocations
    }
}
