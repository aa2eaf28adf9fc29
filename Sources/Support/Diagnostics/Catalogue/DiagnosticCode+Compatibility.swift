// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let compatibility = DiagnosticGroup(
        title: "What others rely on",
        introduction: "The compiled objects against vmlinux.",
        codes: [
            .structLayoutChanged, .structHoleUsed, .structMemberUsed,
            .structMemberReused, .signatureChanged, .missingFunction,
            .missingCallback, .missingRuntimeEntry, .sharedDataChanged,
            .sharedTableChanged, .featuresNotPrivate, .newInitcall, .newParameter,
            .newSystemCall,
        ])
}

// MARK: What others rely on

extension DiagnosticCode {
    package static let structLayoutChanged = DiagnosticCode(
        "struct-layout-changed",
        title: """
            A struct that vmlinux shares with the variant has another size, or a member of it is
            elsewhere, of another size, or gone; the notes show both layouts, in bytes.
            """,
        checked: """
            Structs that code outside can hold an object of have vmlinux's layout: size,
            offsets, types, bit-fields.
            """,
        why: """
            Objects exist when the variant is loaded, and vmlinux reads them while it is. With
            `exec_clock` eight bytes further on, one side writes into what the other takes for
            `min_vruntime`: tasks that never run, then a watchdog; with a pointer there, a fault
            in the context switch.
            """,
        instead: """
            Keep per-object state in a table of the variant's own, or use what the hint names:
            holes, and members that only replaced functions touch.
            """,
        example: """
            change.patch:7:1: error: `struct cfs_rq` (kernel/sched/sched.h) is shared with vmlinux, but its member `exec_clock` is at byte 32 there and at 40 in the variant [struct-layout-changed]
              note: vmlinux, 448 bytes                               | variant, 448 bytes
              note:     24    4 unsigned int idle_nr_running         |     24    4 unsigned int idle_nr_running
              note:     28    4 unsigned int idle_h_nr_running       |     28    4 unsigned int idle_h_nr_running
              note: -                                                |     32    8 u64 variant_time
              note:     32    8 u64 exec_clock                       |     40    8 u64 exec_clock
              note:     40    8 u64 min_vruntime                     |     48    8 u64 min_vruntime
              note:     48   16 struct rb_root_cached tasks_timeline |     56   16 struct rb_root_cached tasks_timeline
              hint: objects of it exist before and after the variant: keep per-object state of the variant in a table of its own, or use what is free in the struct: holes (28 bytes at 100, 32 bytes at 224, 4 bytes at 316, 32 bytes at 416); members that only the scheduler's replaced functions touch (`h_nr_running` at 20, `idle_nr_running` at 24, `idle_h_nr_running` at 28, `exec_clock` at 32, `min_vruntime` at 40, `curr` at 64 and 23 more)
            """)

    package static let structHoleUsed = DiagnosticCode(
        "struct-hole-used", .warning,
        title: "A new member lies in a hole of a shared struct.",
        checked: "No new member lies in a hole of a shared struct.",
        why: """
            vmlinux neither sets nor clears it: a new task has what its memory held before.
            """,
        instead: """
            The variant must work with any value there, or keep its state elsewhere.
            """,
        example: """
            manifest.yaml:10:5: warning: `variant_flag` lies in a hole of `struct sched_entity`, at byte 84: vmlinux neither sets nor clears it, and another variant finds what this one leaves [struct-hole-used]
              note: the variant must work with any value there
            """)

    package static let structMemberUsed = DiagnosticCode(
        "struct-member-used",
        title: """
            A member that code outside the variant touches has another type of the same size, or
            another member is in its place; the notes name who touches it.
            """,
        checked: """
            At the place of a member that code outside touches, the variant has the same member:
            its name, and a type that means the same. Who touches it is read from the source of
            the kernel (`sched boundary --members` shows it).
            """,
        why: """
            The struct keeps its size, so nothing else notices. But vmlinux goes on reading the
            bytes as what they were: an unsigned counter in place of a signed one wraps where
            vmlinux expects a negative number; with a pointer in place of a number, the next
            reader follows it.
            """,
        instead: "Keep the member, and take what the hint names.",
        example: """
            change.patch:8:1: error: `calc_load_active` of `struct rq` (kernel/sched/sched.h) is `long int` in vmlinux and `long unsigned int` in the variant, and code that the variant does not replace touches it [struct-member-used]
              note: kernel/sched/loadavg.c:85: `calc_load_fold_active` reads and writes it (outside the boundary)
              hint: keep it, and use what is free in the struct: holes (28 bytes at 36, 40 bytes at 2456, 56 bytes at 2696, 56 bytes at 3208); members that only the scheduler's replaced functions touch (`nr_numa_running` at 8, `nr_preferred_running` at 12, `has_blocked_load` at 32, `nohz_tick_stopped` at 96, `ttwu_pending` at 104, `nr_switches` at 112 and 35 more)
            """)

    package static let structMemberReused = DiagnosticCode(
        "struct-member-reused", .warning,
        title: """
            A member that only replaced functions touch has another type of the same size, or
            another member is in its place.
            """,
        checked: "No member that only replaced functions touch gets another meaning.",
        why: """
            Live objects hold what vmlinux's functions wrote there, and after the variant is
            unloaded vmlinux's functions find what the variant wrote.
            """,
        instead: """
            The variant must work with the value that vmlinux's code left there, and vmlinux's
            code with the variant's.
            """,
        example: """
            manifest.yaml:10:5: warning: `nr_spread_over` of `struct cfs_rq` (kernel/sched/sched.h) is `short unsigned int variant_spread` and `short unsigned int variant_ticks` in the variant; only functions of the variant touch it, but each object has the value there that the code before left, and leaves its own [struct-member-reused]
              note: change.patch: hunk 1 (change.patch:8) of kernel/sched/sched.h
              note: the variant must work with any value there, and so must vmlinux
            """)

    package static let signatureChanged = DiagnosticCode(
        "signature-changed",
        title: """
            A function that vmlinux calls has another prototype; the notes show both.
            """,
        checked: """
            Interfaces, callbacks, sidecars and what the runtime calls have the prototype that
            vmlinux has in its debug information: result and parameters, typedefs resolved,
            qualifiers apart. Looked at where a patch touches the head of such a function, or a
            prototype in a header.
            """,
        why: """
            A caller in vmlinux puts its arguments where the old prototype says. A parameter
            more is read from whatever the register held; a `long` for an `int` has an undefined
            upper half.
            """,
        instead: """
            Keep the signature. Give the variant a function of another name and call that one.
            """,
        example: """
            change.patch:8:1: error: `resched_cpu` (kernel/sched/core.c:1057) has another signature in the variant; vmlinux calls it by the old one [signature-changed]
              note: vmlinux: void resched_cpu(int)
              note: variant: void resched_cpu(long int)
              note: called from rcu_implicit_dynticks_qs (kernel/rcu/tree.c)
              hint: keep the signature; give the variant a function of another name, and call that from this one
            """)

    package static let missingFunction = DiagnosticCode(
        "missing-function",
        title: """
            A function that something outside the boundary calls is gone or has another name.
            """,
        checked: "Every interface has its function in the variant.",
        why: "The jump at its entry would have nowhere to go.",
        instead: "Keep the function; empty it if it is to do nothing.",
        example: """
            change.patch:7:1: error: kernel/sched/core.c:3818: `wake_up_if_idle` is called from outside the boundary, but the variant has no such function [missing-function]
              hint: keep the function and its signature; called from klp_try_complete_transition (kernel/livepatch/transition.c)
            """)

    package static let missingCallback = DiagnosticCode(
        "missing-callback",
        title: "A function whose address the kernel has stored is gone.",
        checked: "Every callback has its function in the variant.",
        why: """
            The kernel has stored vmlinux's address of it, in a timer, an RCU head or a table,
            and will call it, with the variant's state and the old code.
            """,
        instead: "Keep the function and its signature.",
        example: """
            change.patch:7:1: error: kernel/sched/core.c:10201: the kernel has stored the address of `sched_free_group_rcu`, but the variant has no such function [missing-callback]
              hint: keep the function and its signature; its address is taken in sched_unregister_group_rcu (kernel/sched/core.c)
            """)

    package static let missingRuntimeEntry = DiagnosticCode(
        "missing-runtime-entry",
        title: "A function or table that the switch needs is gone.",
        checked: """
            What the runtime calls by name is there: `__schedule`, `update_rq_clock`, since
            6.12 `dl_server_stop` and `unthrottle_cfs_rq`, the class tables.
            """,
        why: "Without them tasks cannot be taken off the run queues and put back.",
        instead: "Keep the name and the signature; change the body.",
        example: """
            change.patch:18:1: error: the variant's sources no longer define `update_rq_clock`, which the runtime needs [missing-runtime-entry]
              hint: keep the name, and its signature with it
            """)

    package static let sharedDataChanged = DiagnosticCode(
        "shared-data-changed",
        title: """
            A variable has other initial content than vmlinux's, which is the one that is used.
            """,
        checked: "Shared variables have vmlinux's initial content.",
        why: """
            vmlinux's variable is the one that is used, with the value that it has. The edit
            would have no effect.
            """,
        instead: """
            Give the variant a variable of its own, or make it private if only the scheduler uses
            it; the hint says whether that is possible.
            """,
        example: """
            change.patch:8:1: error: `sysctl_sched_latency` (kernel/sched/fair.c) is shared with vmlinux, whose content stays: the variant's other content would have no effect (6000000, 3000000 in the variant) [shared-data-changed]
              hint: give the variant a variable of its own, under another name
            """)

    package static let sharedTableChanged = DiagnosticCode(
        "shared-table-changed",
        title: """
            A table that nothing writes has other content than vmlinux's, which is the one that
            is used.
            """,
        checked: "Shared constant tables have vmlinux's content.",
        why: """
            vmlinux's table is the one that is used: the edit would have no effect. What is
            more, half of the users of a table such as `sched_prio_to_weight` may be inside and
            half outside.
            """,
        instead: """
            Make it private if only the scheduler uses it, or give the variant a table of
            another name.
            """,
        example: """
            manifest.yaml:10:5: error: `sched_prio_to_weight` (kernel/sched/core.c) is shared with vmlinux, whose content stays: the variant's other content would have no effect (the first difference is at byte 84 of 160) [shared-table-changed]
              hint: give the variant a table of its own, under another name
            """)

    package static let featuresNotPrivate = DiagnosticCode(
        "features-not-private",
        title: "features.h changes, but the variables made of it are shared.",
        checked: "A variant that changes features.h owns the variables made of it.",
        why: """
            The variant's numbers would index vmlinux's tables: a new feature beyond the end of
            `sched_feat_keys` patches a key that is another variable.
            """,
        instead: "List the three variables under `private:`.",
        example: """
            change.patch:7:1: error: `sched_feat_keys`, `sched_feat_names`, `sysctl_sched_features`: made of features.h and shared with vmlinux, whose content stays; a feature that is added or removed would have no effect [features-not-private]
              note: `sched_feat_keys` (kernel/sched/build_utility.c): 432 bytes, 448 in the variant
              note: `sched_feat_names` (kernel/sched/build_utility.c): 216 bytes, 224 in the variant
              note: `sysctl_sched_features` (kernel/sched/core.c): 125703739, 251407483 in the variant
              hint: list `sched_feat_names`, `sched_feat_keys`, `sysctl_sched_features` under `private:`, and say under `unsafe:` why it does no harm that vmlinux goes on with its own `sched_feat_keys` (`sched_feat_keys: "…"`)
            """)

    package static let newInitcall = DiagnosticCode(
        "new-initcall",
        title: "A function is to run at boot, which is over when a variant is loaded.",
        checked: "No function becomes an initcall.",
        why: "The kernel has booted; nobody would call it.",
        instead: "Do its work in [`sched_variant_load()`](develop.md#hooks).",
        example: """
            change.patch:7:1: error: `variant_setup` (kernel/sched/fair.c) is to run when the kernel boots; a variant is loaded after that, and it would never run [new-initcall]
              hint: do its work in `sched_variant_load()`, which runs before the switch
            """)

    package static let newParameter = DiagnosticCode(
        "new-parameter",
        title: "A new parameter of the kernel command line.",
        checked: "No kernel or module parameter is added.",
        why: """
            The command line was read long ago, and the built-in parameters' directory in /sys
            is made.
            """,
        instead: """
            Add a SCHED_FEAT, or a file in [`sched_variant_load()`](develop.md#hooks).
            """,
        example: """
            change.patch:7:1: error: `variant_option` (kernel/sched/fair.c) is a new kernel parameter; the kernel has read its command line long before a variant is loaded [new-parameter]
              hint: add a SCHED_FEAT (with `sched_feat_names`, `sched_feat_keys`, `sysctl_sched_features` under `private:`), or set what exists under `parameters:`
            """)

    package static let newSystemCall = DiagnosticCode(
        "new-system-call",
        title: "A new system call, for which the kernel's table has no place.",
        checked: "No system call is added.",
        why: """
            The table of system calls has a fixed size and is read-only; nothing could call it.
            """,
        instead: "Offer it as a file in [`sched_variant_load()`](develop.md#hooks).",
        example: """
            change.patch:9:1: error: `variant_call` (kernel/sched/fair.c) is a new system call; the kernel's table of system calls has no place for it, and nothing could call it [new-system-call]
              hint: offer it as a file: see `sched_variant_load()` in docs/develop.md
            """)
}
