// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let patches = DiagnosticGroup(
        title: "What a patch touches",
        introduction: """
            The text of the patches, before anything is compiled, and what the compiler made of
            it.
            """,
        codes: [
            .patchDoesNotApply, .patchUnknownFile, .compileError, .compileWarning,
            .editOutsideBoundary, .editSharedHeader, .editBuildFile,
            .newSourceFile, .removedSourceFile, .editKeptFunction,
            .editBootFunction, .editInlinedFunction, .editInlineOutside,
            .editNotASidecar, .editBootCode, .editNotCompiled, .editWithoutEffect,
            .hunkWithoutEffect, .newExport,
            .parameterUnknownFeature,
        ])
}

// MARK: What a patch touches

extension DiagnosticCode {
    package static let patchDoesNotApply = DiagnosticCode(
        "patch-does-not-apply",
        title: """
            A hunk does not fit the source of the resolved kernel; the notes name hunk and line.
            """,
        checked: "Every hunk fits the kernel's source without fuzz.",
        why: "A hunk applied to the wrong place compiles more often than one would like.",
        instead: "Make the patch against the kernel that the manifest names.",
        example: """
            change.patch:7:1: error: the hunk does not match kernel/sched/fair.c:924 [patch-does-not-apply]
              note: expected `update_current(cfs_rq_of(&rq->curr->se));`, there is `update_curr(cfs_rq_of(&rq->curr->se));`
              hint: the kernel's source differs there: refresh the patch against this release
            """)

    package static let patchUnknownFile = DiagnosticCode(
        "patch-unknown-file",
        title: "A patch edits a file that the resolved kernel does not have.",
        checked: "Files that are edited are in the kernel's source.",
        why: "The edit would have no effect.",
        instead: """
            Name the file as it is in the tree, with `a/` in front; patches are applied with
            `-p1`.
            """,
        example: """
            change.patch:1:1: error: the kernel has no file sched/fair.c [patch-unknown-file]
              hint: did you mean kernel/sched/fair.c? Patches are applied with -p1: the first component of a path is dropped
            """)

    package static let compileError = DiagnosticCode(
        "compile-error",
        title: "The compiler refused the patched source; the notes are its own words.",
        checked: "The patched source compiles.",
        why: "There would be no code.",
        instead: "Correct the patch at the place given.",
        example: """
            change.patch:7:12: error: ‘struct rq’ has no member named ‘no_such_member’ [compile-error]
            """)

    package static let compileWarning = DiagnosticCode(
        "compile-warning", .warning,
        title: """
            The compiler warns of a line that a patch wrote; with `--deny-warnings` that is an
            error.
            """,
        checked: "The compiler has nothing to say of what the patches wrote.",
        why:
            "The kernel's own code compiles without warnings, and each of them is a mistake in waiting.",
        instead: "Correct the line.",
        example: """
            change.patch:8:14: warning: unused variable ‘unused_one’ [-Wunused-variable] [compile-warning]
            """)

    package static let editOutsideBoundary = DiagnosticCode(
        "edit-outside-boundary",
        title: "A hunk edits a file that is not in the boundary.",
        checked: "Only files of the boundary and of sidecars are edited.",
        why: """
            The file is not compiled into the module; vmlinux's code stays. The variant would
            run without half of its patch.
            """,
        instead: "Edit a file of the boundary, or make the one function a sidecar.",
        example: """
            change.patch:7:1: error: kernel/sched/clock.c:64: the file is outside the boundary [edit-outside-boundary]
              hint: the boundary's files are kernel/sched/core.c, kernel/sched/fair.c, kernel/sched/idle.c, kernel/sched/rt.c, kernel/sched/deadline.c, kernel/sched/cpudeadline.c, kernel/sched/pelt.c, kernel/sched/cpupri.c, kernel/sched/stop_task.c, kernel/sched/topology.c, kernel/sched/stats.c, kernel/sched/debug.c; a single function of another file can be a sidecar
            """)

    package static let editSharedHeader = DiagnosticCode(
        "edit-shared-header",
        title: """
            A hunk edits a header of the whole kernel; of include/linux/sched.h members of
            structs may be edited.
            """,
        checked: "Headers of the whole kernel are not edited.",
        why: """
            Everything else was compiled with the old one. A member added to `struct
            task_struct` moves those behind it for the variant alone: it would write a task's
            vruntime where the rest of the kernel keeps a pointer.
            """,
        instead: """
            Declare what the variant needs in kernel/sched/sched.h. State for a task belongs in
            a table of the variant's own.
            """,
        example: """
            change.patch:7:1: error: include/linux/sched/topology.h:69: the rest of the kernel was compiled with the header as it is [edit-shared-header]
              hint: declare what the variant needs in kernel/sched/sched.h, which only the scheduler includes
            """)

    package static let editBuildFile = DiagnosticCode(
        "edit-build-file",
        title: "A hunk edits a makefile or a Kconfig file.",
        checked: "Makefiles and Kconfig files are not edited.",
        why: """
            The variant is compiled with the flags and the configuration of the running kernel,
            or its structs would not be that kernel's.
            """,
        instead: "Make the choice in the source.",
        example: """
            change.patch:7:1: error: kernel/sched/Makefile:33: the variant is compiled with the flags and the configuration of the kernel that runs [edit-build-file]
              hint: make the choice in the source (`#define` in a file of the boundary)
            """)

    package static let newSourceFile = DiagnosticCode(
        "new-source-file",
        title: "A patch adds a source file.",
        checked: "A patch adds no source file.",
        why: """
            No makefile of the kernel compiles it and no unit includes it, so its code would be
            missing without a word.
            """,
        instead: """
            Put the code into a file of the boundary, or into a new header that one includes.
            """,
        example: """
            change.patch:4:1: error: kernel/sched/variant.c:1: no unit of the kernel compiles the new file, so nothing would come of it [new-source-file]
              hint: put its code into a file of the boundary, or into a new header below kernel/sched/ that one includes
            """)

    package static let removedSourceFile = DiagnosticCode(
        "removed-source-file",
        title: "A patch removes a source file.",
        checked: "A patch removes no source file.",
        why: """
            vmlinux's functions of that file would stay in use beside a scheduler that no longer
            knows them.
            """,
        instead: "Keep the file; empty what is not wanted.",
        example: """
            change.patch:4:1: error: kernel/sched/stop_task.c:1: the variant would be without the file [removed-source-file]
              hint: keep the file and empty the functions that are not wanted
            """)

    package static let editKeptFunction = DiagnosticCode(
        "edit-kept-function",
        title: "A hunk edits a function that stays vmlinux's.",
        checked: "A function that stays vmlinux's is not edited.",
        why: """
            Tasks sleep inside of it (`schedule()`, `io_schedule()`, the idle loop). Were it
            replaced, their stacks would hold return addresses into a module that may be gone
            when they wake up.
            """,
        instead: """
            Change what it calls; of `__schedule()` what comes before the register switch is
            the variant's.
            """,
        example: """
            change.patch:7:1: error: kernel/sched/core.c:6657: `schedule` stays vmlinux's: the recipe keeps it in vmlinux [edit-kept-function]
              hint: change what it calls instead: `__schedule`
            """)

    package static let editBootFunction = DiagnosticCode(
        "edit-boot-function",
        title: "A hunk edits a function that runs at boot only.",
        checked: "A function that runs at boot only is not edited.",
        why: """
            It has run. The edit would never have an effect, and the state that it was to set up
            would be missing.
            """,
        instead: """
            Do it in [`sched_variant_load()`](develop.md#hooks), which runs before the switch.
            """,
        example: """
            change.patch:7:1: error: kernel/sched/core.c:9757: `sched_init` runs at boot only; an edit has no effect [edit-boot-function]
              hint: do it in `sched_variant_load()`, or through the manifest's parameters or private variables
            """)

    package static let editInlinedFunction = DiagnosticCode(
        "edit-inlined-function",
        title: "An edited inline function is part of one that stays vmlinux's.",
        checked: "An inline function that is part of a kept function is not edited.",
        why: """
            The kept function has vmlinux's copy. Where both run on the same data — one takes a
            lock in an order that the other does not know — they disagree.
            """,
        instead: """
            Edit a copy under another name, and call the copy where the variant needs it.
            """,
        example: """
            change.patch:7:1: error: kernel/sched/core.c:6614: edits `sched_submit_work`, which is part of `schedule` (kernel/sched/core.c:6653); that stays vmlinux's (the recipe keeps it in vmlinux) and would not change [edit-inlined-function]
              hint: edit a copy, and call the copy where the variant needs it
            """)

    package static let editInlineOutside = DiagnosticCode(
        "edit-inline-outside",
        title: """
            An edited inline function of a header is part of code outside the boundary.
            """,
        checked: """
            An inline function of a scheduler header that is part of code outside is not edited.
            """,
        why: """
            The code outside keeps vmlinux's copy of it: schedutil would choose frequencies by
            the old measure of load, the variant CPUs by the new one.
            """,
        instead: "Edit a copy, or make the function that contains it a sidecar.",
        example: """
            change.patch:7:1: error: kernel/sched/sched.h:2972: edits `cpu_util_cfs`, which is part of `sugov_get_util` (kernel/sched/cpufreq_schedutil.c:191); that is outside the boundary and would not change [edit-inline-outside]
              hint: edit a copy for the variant, or add `- sugov_get_util: kernel/sched/cpufreq_schedutil.c` to `sidecars:`
            """)

    package static let editNotASidecar = DiagnosticCode(
        "edit-not-a-sidecar",
        title: "A hunk edits a function of a sidecar's file that is no sidecar itself.",
        checked: "In the file of a sidecar only sidecars are edited.",
        why: "The others stay vmlinux's; the edit would have no effect.",
        instead: "Add the function to `sidecars:`.",
        example: """
            change.patch:7:1: error: kernel/sched/cpuacct.c:87: `cpuacct_css_free` is not among the manifest's sidecars [edit-not-a-sidecar]
              hint: add `- cpuacct_css_free: kernel/sched/cpuacct.c` to `sidecars:`
            """)

    package static let editBootCode = DiagnosticCode(
        "edit-boot-code", .warning,
        title: """
            An edit is also part of a function that runs at boot only; what that has set up
            stays.
            """,
        checked: "No edit of a header is also part of boot code.",
        why: """
            What that has set up stays as the kernel made it, and the variant finds it so.
            """,
        instead: "Make sure that the variant works with it.",
        example: """
            manifest.yaml:10:5: warning: change.patch: hunk 1 (change.patch:3) edits at kernel/sched/sched.h:1060 what is used by `sched_init` (kernel/sched/core.c:9743); that runs at boot only: what it has set up stays as the kernel made it [edit-boot-code]
            """)

    package static let editNotCompiled = DiagnosticCode(
        "edit-not-compiled", .warning,
        title: "A patch edits documentation or a tool; that part of it is left out.",
        checked: "Patches edit what is compiled into the kernel.",
        why: "A module has no place for it, and the host no use.",
        instead: "Nothing need be done.",
        example: """
            change.patch:1: warning: Documentation/scheduler/sched-design-CFS.rst is no part of the kernel's code: the patch's changes of it are left out [edit-not-compiled]
            """)

    package static let editWithoutEffect = DiagnosticCode(
        "edit-without-effect",
        title: "The patches apply, and what is compiled is the same as without them.",
        checked: "Patches change the code, references or data of the scheduler.",
        why: "A host would switch to the scheduler that it has.",
        instead: """
            Change what the code does, or leave the patches out. A
            [hunk-without-effect](#hunk-without-effect) beside it says why.
            """,
        example: """
            change.patch:7:1: error: the patches change nothing of the code: the variant is the kernel's own scheduler [edit-without-effect]
              hint: change what the code does: gcc makes the same of the edited lines as of the kernel's
            """)

    package static let hunkWithoutEffect = DiagnosticCode(
        "hunk-without-effect", .warning,
        title: """
            A hunk, or a patch, changes only comments, lines that the kernel's configuration
            leaves out, or what a later patch takes back.
            """,
        checked: "Every hunk changes code that the kernel is made of.",
        why:
            "What the hunk is meant to do is not done, and the rest of the variant may rely on it.",
        instead: """
            Move the lines out of the condition that leaves them out, or choose a kernel with
            that option. Nothing need be done about comments.
            """,
        example: """
            change.patch:7:1: warning: kernel/sched/fair.c:11374: the kernel is built without the lines of the hunk: `#ifdef CONFIG_SCHED_CORE` leaves them out [hunk-without-effect]
              hint: move them out of that condition, or choose a kernel that has it
            """)

    package static let newExport = DiagnosticCode(
        "new-export",
        title: "An added EXPORT_SYMBOL.",
        checked: "A patch adds no EXPORT_SYMBOL.",
        why: """
            A module that used it would hold the variant in memory, and call into it after an
            unload.
            """,
        instead: "Leave it out; what the kernel exports stays exported.",
        example: """
            change.patch:11:1: error: `variant_clock` is exported: what a variant defines cannot be used by other modules, they would hold the variant in memory [new-export]
              hint: leave the EXPORT_SYMBOL out; symbols that the kernel exports stay exported
            """)

    package static let parameterUnknownFeature = DiagnosticCode(
        "parameter-unknown-feature",
        title: "`parameters:` sets a feature that the patched features.h does not have.",
        checked: "The features under `parameters:` are features of the patched source.",
        why: """
            Loading would fail on the host when the feature is written, and the variant would be
            taken out again.
            """,
        instead: "Take a name of the hint's list, or add the SCHED_FEAT to features.h.",
        example: """
            manifest.yaml:12:20: error: neither the kernel nor the variant has a scheduler feature `WAKEUP_LATENCIES` [parameter-unknown-feature]
              hint: features: ALT_PERIOD, ATTACH_AGE_LOAD, BASE_SLICE, CACHE_HOT_BUDDY, DOUBLE_TICK, GENTLE_FAIR_SLEEPERS, HRTICK, HRTICK_DL, LAST_BUDDY, LATENCY_WARN, LB_MIN, NEXT_BUDDY, NI_RANDOM, NONTASK_CAPACITY, RT_PUSH_IPI, RT_RUNTIME_SHARE, SIS_PROP, SIS_UTIL, START_DEBIT, TTWU_QUEUE, UTIL_EST, UTIL_EST_FASTUP, WAKEUP_PREEMPTION, WARN_DOUBLE_CLOCK, WA_BIAS, WA_IDLE, WA_WEIGHT
            """)
}
