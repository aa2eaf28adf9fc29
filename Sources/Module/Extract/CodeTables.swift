// SPDX-License-Identifier: Apache-2.0

/// The sections by which gcc's inline assembly describes places in code. An
/// entry goes where its code goes. How many relocations an entry has is fixed
/// by the kernel's macros; its size is not (struct alt_instr has grown), and is
/// computed from the section's size.
///
/// Checked on Linux 6.1 and 6.12: arch/x86/include/asm/{bug,jump_label,
/// alternative,asm,paravirt_types,nospec-branch}.h, include/linux/ftrace.h.
enum CodeTables {
    private static let relocationsPerEntry: [String: Int] = [
        "__bug_table": 2,
        "__jump_table": 3,
        "__ex_table": 2,
        ".altinstructions": 2,
        ".parainstructions": 1,
        ".smp_locks": 1,
        "__mcount_loc": 1,
        "_kprobe_blacklist": 1,
        ".discard.reachable": 1,
        ".discard.unreachable": 1,
        ".discard.retpoline_safe": 1,
        ".discard.noendbr": 1,
        ".discard.annotate_insn": 1,
        ".discard.instr_begin": 1,
        ".discard.instr_end": 1,
        ".discard.intra_function_calls": 1,
        ".discard.ignore_alts": 1,
        ".discard.func_stack_frame_non_standard": 1,
        ".discard.unwind_hints": 1,
    ]

    /// Relocations of one entry; nil when the section is no such table.
    static func relocations(section: String) -> Int? { relocationsPerEntry[section] }
}
