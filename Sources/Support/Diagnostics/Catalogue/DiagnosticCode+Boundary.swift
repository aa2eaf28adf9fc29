// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let boundary = DiagnosticGroup(
        title: "The boundary",
        introduction: """
            Recipe and manifest against the kernel, before anything is compiled.
            """,
        codes: [
            .boundaryMissingTable, .boundaryUnknownFile, .boundaryFileNotInside,
            .boundaryUnknownFunction, .boundaryUnknownVariable, .boundaryMangled,
            .boundaryTooSmall, .boundarySiteConflict, .boundarySwitches,
            .boundaryNoSchedule,
        ])

    static let privateVariables = DiagnosticGroup(
        title: "Private variables",
        introduction: """
            A private variable exists twice while the variant is loaded: vmlinux's, which keeps
            the value that it had, and the variant's.
            """,
        codes: [
            .privateUsedOutside, .privateClassTable, .featuresIncomplete,
            .unsafeNeedless, .unsafeNotPrivate, .unsafeWithoutReason,
        ])
}

// MARK: The boundary

extension DiagnosticCode {
    package static let boundaryMissingTable = DiagnosticCode(
        "boundary-missing-table",
        title: "A table of the recipe is not in the kernel.",
        checked: "The tables that the recipe requires are in vmlinux.",
        why: """
            The contents of these tables are exchanged at the switch. With a table missed, half
            of the methods of a scheduling class would be the variant's and half vmlinux's, and
            both would work on the same run queue.
            """,
        instead: "Use the recipe of the kernel's own line.",
        example: """
            recipes/kernels/linux-6.1/boundary.yaml:60:5: error: kernel 4.19.0 has no `stop_sched_class` [boundary-missing-table]
              hint: this recipe is for another kernel line
            """)

    package static let boundaryUnknownFile = DiagnosticCode(
        "boundary-unknown-file",
        title: """
            The kernel was built without a function of this file, as when a boundary file of
            another kernel line is used.
            """,
        checked: "Each file of the boundary has a function in vmlinux.",
        why: """
            A misspelt file would leave its functions to vmlinux without a word: callers inside
            would run the variant's twins, callers outside vmlinux's.
            """,
        instead: "Write the path from the tree's root.",
        example: """
            manifest.yaml:11:11: error: the kernel was built without a function of `kernel/sched/fairs.c` [boundary-unknown-file]
              hint: did you mean `kernel/sched/fair.c` or `kernel/sched/wait.c` or `kernel/sched/core.c`?
            """)

    package static let boundaryFileNotInside = DiagnosticCode(
        "boundary-file-not-inside",
        title: "A file is to be removed that is not inside the boundary.",
        checked: "A file that the manifest removes is inside.",
        why: """
            The manifest would say that something stays vmlinux's that never was to be replaced;
            the author has another boundary in mind than the one that is built.
            """,
        instead: "Take the path from the recipe, or remove the line.",
        example: """
            manifest.yaml:11:14: error: `kernel/sched/clock.c` cannot be removed: it is not inside the boundary [boundary-file-not-inside]
              hint: did you mean `kernel/sched/core.c` or `kernel/sched/cpupri.c` or `kernel/sched/debug.c`?
            """)

    package static let boundaryUnknownFunction = DiagnosticCode(
        "boundary-unknown-function",
        title: """
            A function is added to or removed from the interface that is not inside the boundary
            with code of its own.
            """,
        checked: """
            A function that is added to or removed from the interface is inside and has code of
            its own.
            """,
        why: """
            Without an entry in vmlinux there is nothing to redirect: callers outside have a
            copy inlined, or call something else.
            """,
        instead: """
            Take the name of the hint; the notes say what the function is instead. `sched why`
            tells who contains its code.
            """,
        example: """
            manifest.yaml:11:11: error: the boundary has no function `wake_up_proces` to redirect [boundary-unknown-function]
              hint: did you mean `wake_up_process` or `wake_up_state` or `wake_up_if_idle`?
            """)

    package static let boundaryUnknownVariable = DiagnosticCode(
        "boundary-unknown-variable",
        title: "No file of the boundary has this variable.",
        checked: "A variable that is made private or shared is one of the boundary.",
        why: """
            The variant would go on using vmlinux's variable under the right name, and be tested
            with the wrong one.
            """,
        instead: "Take the name of the hint; `sched boundary` lists the variables.",
        example: """
            manifest.yaml:12:5: error: no file of the boundary has a variable `sysctl_sched_latncy` [boundary-unknown-variable]
              hint: did you mean `sysctl_sched_latency` or `sysctl_sched_features` or `sysctl_sched_rt_period`?
            """)

    package static let boundaryMangled = DiagnosticCode(
        "boundary-mangled",
        title: """
            A function that something outside refers to has another calling convention than its
            source, because gcc optimised it.
            """,
        checked: """
            A function that is redirected has the calling convention of its source.
            """,
        why: """
            gcc drops parameters (`.isra`), fills them in (`.constprop`) or splits functions
            (`.part`). A caller in vmlinux passes what the mangled one takes; the module's would
            read the missing argument from a register that holds something else, and follow it
            as a pointer.
            """,
        instead: """
            Disassemble it, compare what caller and callee do, then allow it under
            `redirect_mangled` in the recipe; or take its callers into the boundary.
            """,
        example: """
            manifest.yaml:11:11: error: `update_sd_lb_stats.constprop.0` would have to be redirected, but gcc changed how it is called [boundary-mangled]
              note: added to the interface (manifest.yaml:11:11)
              hint: take `update_sd_lb_stats` out of `interface: add`
            """)

    package static let boundaryTooSmall = DiagnosticCode(
        "boundary-too-small",
        title: "A function has no room for the jump of a redirect.",
        checked: "Behind the ftrace site the function has five bytes for the jump.",
        why: """
            The jump would run over the end of the function, into the first instruction of the
            next one.
            """,
        instead: """
            Leave it to vmlinux (`kept` in the recipe); a function so short hardly does
            anything.
            """,
        example: """
            manifest.yaml:11:11: error: `switched_to_idle` has 7 bytes; a redirect needs 10 [boundary-too-small]
              note: added to the interface (manifest.yaml:11:11)
              hint: take `switched_to_idle` out of `interface: add`
            """)

    package static let boundarySiteConflict = DiagnosticCode(
        "boundary-site-conflict",
        title: "A static key or static call rewrites the bytes that a redirect needs.",
        checked: """
            No static key or static call has its instruction where the jump would stand.
            """,
        why: """
            The kernel rewrites that instruction whenever the key changes. It checks what stands
            there first and stops with a BUG in `__jump_label_patch()`; or it overwrites the
            jump, and the next call goes to the middle of nowhere.
            """,
        instead: """
            Name the function under `kept` in the recipe, and change what it calls.
            """,
        example: """
            manifest.yaml:11:11: error: the kernel rewrites `balance_runtime` where the redirect would stand: a static key at +5 [boundary-site-conflict]
              note: added to the interface (manifest.yaml:11:11)
              hint: take `balance_runtime` out of `interface: add`
            """)

    package static let boundarySwitches = DiagnosticCode(
        "boundary-switches",
        title: """
            A function that would be replaced calls `__schedule`; the module's own can be
            entered from vmlinux's only.
            """,
        checked: "No function that is replaced calls `__schedule()`.",
        why: """
            The module's `__schedule()` returns before the registers are switched, to the thunk
            that vmlinux's jumps to. Called from anywhere else it would return without having
            scheduled, with the run queue locked.
            """,
        instead: "Name the function under `kept` in the recipe: tasks sleep in it.",
        example: """
            recipes/kernels/linux-6.1/boundary.yaml:11:5: error: `schedule_idle` (kernel/sched/core.c:6677) is to be replaced, but calls `__schedule` [boundary-switches]
              hint: name it in the recipe's `kept`: tasks sleep in it
            """)

    package static let boundaryNoSchedule = DiagnosticCode(
        "boundary-no-schedule",
        title: """
            The kernel has no function `__schedule` of its own, from whose frame a variant's
            scheduler is entered.
            """,
        instead: """
            Choose another kernel under `base.kernel`, one of a line that `recipes/kernels` has.
            """)
}

// MARK: Private variables

extension DiagnosticCode {
    package static let privateUsedOutside = DiagnosticCode(
        "private-used-outside",
        title: """
            A variable that the variant is to own is used by what stays vmlinux's; the notes
            name the users.
            """,
        checked: """
            Nothing that stays vmlinux's uses a variable that the variant is to own: no code
            outside the boundary, no kept function, no table that points at it, no static key
            site, no module. What runs at boot only does not count, but for an address that is
            taken there: the file in debugfs that it went to is there still. References are read
            from vmlinux itself; an address that is taken counts, as nobody knows what is done
            with it.
            """,
        why: """
            The two sides see different values. A mutex of which each side has its own protects
            nothing; a list to which vmlinux adds and from which the variant removes is
            corrupted; a setting changed through a sysctl has no effect on the variant.
            """,
        instead: """
            Leave the variable shared and give the variant one of its own beside it. If the
            users do no harm, say why under `unsafe:` ([manifest.md](manifest.md)); `sched info`
            shows it.
            """,
        example: """
            manifest.yaml:12:5: error: `sched_domains_mutex` (kernel/sched/topology.c:6) is to be the variant's own, but vmlinux uses its copy as well: what one side writes, the other does not see [private-used-outside]
              note: its address is taken in rebuild_sched_domains_locked (kernel/cgroup/cpuset.c), 2 times
              note: its address is taken in sched_init_smp (kernel/sched/core.c), 2 times
              note: its address is taken in sched_init_debug (kernel/sched/debug.c), 2 times
              hint: leave it out of `private:`; or say under `unsafe:` why that does no harm (`sched_domains_mutex: "…"`)
            """)

    package static let privateClassTable = DiagnosticCode(
        "private-class-table",
        title: "A table of methods is to be private.",
        checked: "No table of methods (`*_sched_class`) is private.",
        why: """
            Tasks hold pointers to vmlinux's tables, and code compares them (`task->sched_class
            == &fair_sched_class`). With a table of its own the variant would take each fair
            task for one of no class.
            """,
        instead: """
            Leave it out: the variant's contents are copied into vmlinux's table at the switch,
            so a patch to the table has its effect anyway.
            """,
        example: """
            manifest.yaml:12:5: error: `fair_sched_class` is a table of methods: vmlinux's is filled with the variant's methods at the switch, and tasks point at it [private-class-table]
              hint: leave it out of `private:`; a patch may change what it contains
            """)

    package static let featuresIncomplete = DiagnosticCode(
        "features-incomplete",
        title: "Of the three variables behind sched_feat() only some are private.",
        checked: "The three variables behind `sched_feat()` are private together.",
        why: """
            `sched_feat_names`, `sched_feat_keys` and `sysctl_sched_features` describe the
            features by number. With one from each side a feature would be shown under one name
            and switched under another.
            """,
        instead: "List all three, or none.",
        example: """
            manifest.yaml:12:5: error: `sysctl_sched_features` is to be the variant's own, but not `sched_feat_names` and `sched_feat_keys`: the three describe the same features by number [features-incomplete]
              hint: list all of `sched_feat_names`, `sched_feat_keys`, `sysctl_sched_features` under `private:`, or none
            """)

    package static let unsafeNeedless = DiagnosticCode(
        "unsafe-needless", .warning,
        title: "Nothing outside uses a variable under `unsafe`.",
        checked: "What stands under `unsafe:` really is used outside.",
        why: """
            Nothing would break. But the list is there to say what a variant and vmlinux see
            differently; an entry without ground hides the others.
            """,
        instead: "Remove the entry, unless another kernel of the manifest needs it.",
        example: """
            manifest.yaml:14:3: warning: nothing outside the boundary of 6.1.0-56-cloud-amd64 uses `sched_nr_latency`: there is nothing unsafe about owning it [unsafe-needless]
              hint: remove it from `unsafe:` if no other kernel of the manifest needs it
            """)

    package static let unsafeNotPrivate = DiagnosticCode(
        "unsafe-not-private",
        title: "A variable is under `unsafe` and not under `private`.",
        checked: "What stands under `unsafe:` stands under `private:` too.",
        why: """
            The author believes that a variable is the variant's own, and it is vmlinux's.
            """,
        instead: "Correct the name, list it under `private:`, or remove it.",
        example: """
            manifest.yaml:12:3: error: `sysctl_sched_migration_cost` is under `unsafe`, but not under `private` [unsafe-not-private]
              hint: a shared variable needs no reason: remove it, or list it under `private`
            """)

    package static let unsafeWithoutReason = DiagnosticCode(
        "unsafe-without-reason",
        title: "An entry of `unsafe` says nothing.",
        checked: "Each entry of `unsafe:` gives a reason.",
        why: "The reason is all that an operator has to decide by.",
        instead: """
            Say which use outside there is and why another value does no harm there.
            """,
        example: """
            manifest.yaml:14:24: error: `unsafe.sched_domains_mutex` gives no reason [unsafe-without-reason]
              hint: say why it does no harm that code outside sees another value
            """)
}
