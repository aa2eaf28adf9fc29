// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let linking = DiagnosticGroup(
        title: "What can be linked and loaded",
        codes: [
            .undefinedSymbol, .ambiguousSymbol, .ambiguousStatic,
            .unmovableFunction, .roAfterInitKey, .sealedFunction, .perCPUTooLarge,
        ])
}

// MARK: What can be linked and loaded

extension DiagnosticCode {
    package static let undefinedSymbol = DiagnosticCode(
        "undefined-symbol",
        title: "Neither the variant nor the kernel defines a name.",
        checked: "Every name that the variant refers to is in vmlinux or in the variant.",
        why: "insmod would refuse the module.",
        instead: """
            Correct the name; it may be compiled out, renamed or inlined in this kernel.
            """,
        example: """
            change.patch:7:1: error: the variant refers to `nothing_has_this`, which neither it nor the kernel defines [undefined-symbol]
              hint: correct the name; it may be renamed, inlined or compiled out of this kernel
            """)

    package static let ambiguousSymbol = DiagnosticCode(
        "ambiguous-symbol",
        title: "Several static functions of vmlinux have that name; the notes list them.",
        checked: "A name outside the variant means one symbol.",
        why: """
            vmlinux has several static functions of that name. Bound to the wrong one, the
            variant calls a stranger with its arguments.
            """,
        instead: """
            Copy what is needed under a name of its own, or reach it through a global function
            of its file.
            """,
        example: """
            change.patch:7:1: error: the variant refers to `active_show`, and vmlinux has 2 of that name, none of them global: which one is meant cannot be known [ambiguous-symbol]
              note: a function at 0xffffffff81096200 of kernel/cpu.c
              note: a function at 0xffffffff816d64b0 of drivers/char/tpm/tpm-sysfs.c
              hint: copy what is needed of it into the variant under a name of its own, or reach it through a global function of its file
            """)

    package static let ambiguousStatic = DiagnosticCode(
        "ambiguous-static",
        title: """
            A `static` inside a function of a sidecar's file cannot be matched with vmlinux's:
            their numbers or sizes differ.
            """,
        checked: """
            In a sidecar's file, vmlinux has as many statics of functions with a name as the
            variant, of the same sizes.
            """,
        why: """
            They are vmlinux's, and gcc tells those of one name apart by numbers that an edit
            shifts. A lock taken for another one would protect nothing.
            """,
        instead: "Give the new one a name of its own.",
        example: """
            change.patch:8:1: error: `new_mems` is a static variable of a function in kernel/cgroup/cpuset.c, of which vmlinux has another number or another size: which one is vmlinux's cannot be known [ambiguous-static]
              hint: give a new one a name that no other has in this file
            """)

    package static let unmovableFunction = DiagnosticCode(
        "unmovable-function",
        title: "A function cannot be moved away from the ones beside it.",
        checked: "Functions of a section that several share can be taken out one by one.",
        why: """
            The assembler has resolved a short branch to the neighbour; moved apart, it would
            lead somewhere into other code.
            """,
        instead: "Keep the two in one function, or leave both out of `__sched`.",
        example: """
            change.patch:12:1: error: variant_count has a short branch to variant_note [unmovable-function]
              hint: make one function of the two, or leave both out of `.sched.text` (no `__sched`)
            """)

    package static let roAfterInitKey = DiagnosticCode(
        "ro-after-init-key",
        title: """
            A static key that is read-only after boot: loading the module would fault.
            """,
        checked: "No static key that is read-only after boot is used.",
        why: """
            The module loader links the module's jump entries into the key and writes to it: a
            fault in insmod, with the module half loaded (kernels before 6.10).
            """,
        instead: "Read it with `static_key_enabled()`.",
        example: """
            change.patch:7:1: error: `update_curr_fair` uses the static key `bypass_usercopy_checks`, which is read-only once the kernel has booted: loading the module would fault [ro-after-init-key]
              hint: read it with static_key_enabled(&bypass_usercopy_checks), which needs no patching
            """)

    package static let sealedFunction = DiagnosticCode(
        "sealed-function",
        title: """
            The address of a function that the kernel has sealed against indirect calls.
            """,
        checked: """
            The variant takes the address of no function whose address vmlinux nowhere takes,
            where the kernel seals such functions (CONFIG_X86_KERNEL_IBT).
            """,
        why: """
            The kernel overwrites the `endbr64` at their entries while it boots. An indirect
            call of one is a control protection fault on CPUs with IBT, and a BUG in whatever
            made it; on other CPUs nothing shows.
            """,
        instead: "Call it directly.",
        example: """
            change.patch:7:1: error: the variant takes the address of `resched_curr`, which nothing in vmlinux does: the kernel has sealed its entry against indirect calls, and on CPUs with IBT one would be fatal [sealed-function]
              hint: call it directly
            """)

    package static let perCPUTooLarge = DiagnosticCode(
        "per-cpu-too-large",
        title: "More per-CPU data than a module may have.",
        checked: "The variant's per-CPU data leaves room for other modules.",
        why: """
            All modules share 8 KiB. Beyond that insmod fails with ENOMEM, for this module or
            for the next.
            """,
        instead: "Use alloc_percpu() in the load hook, or a pointer per CPU.",
        example: """
            change.patch:7:1: error: the variant has 8192 bytes of per-CPU data of its own; modules share 8192, and more than 7168 would leave no room for others: the largest is `variant_samples` (kernel/sched/fair.c) with 8192 [per-cpu-too-large]
              hint: allocate it with alloc_percpu(), or keep a pointer per CPU
            """)
}
