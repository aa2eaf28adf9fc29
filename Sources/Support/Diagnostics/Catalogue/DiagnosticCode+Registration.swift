// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let registrations = DiagnosticGroup(
        title: "What a variant registers",
        introduction: """
            A new call of a function that the recipe lists under `registrations:`, in comparison
            with the kernel's own source.
            """,
        codes: [
            .newControlFile, .controlFileLeft, .newRegistration,
            .registrationLeft, .hookUnpaired, .newCallback,
        ])
}

// MARK: What a variant registers

extension DiagnosticCode {
    package static let newControlFile = DiagnosticCode(
        "new-control-file",
        title: """
            A file of debugfs, /proc, sysctl, sysfs or a cgroup is made outside the load hook.
            """,
        checked: """
            Files of debugfs, /proc, sysctl, sysfs and cgroups are made by the load hook, or by
            what only it calls.
            """,
        why: """
            From elsewhere nobody knows when to take the file back. After an unload and rmmod
            its methods point into freed memory: the next `cat` is a fault at an address that
            belongs to nobody.
            """,
        instead: """
            Make it in [`sched_variant_load()`](develop.md#hooks) and remove it in
            `sched_variant_unload()`.
            """,
        example: """
            change.patch:7:1: error: `sched_debug_open` makes a file in debugfs (`debugfs_create_u32`), which would stay when the variant is unloaded and lead into a module that is gone [new-control-file]
              hint: call it from `sched_variant_load()`, or from a function that only that calls, and take it back in `sched_variant_unload()` with `debugfs_remove` or `debugfs_remove_recursive` or `debugfs_lookup_and_remove`
            """)

    package static let controlFileLeft = DiagnosticCode(
        "control-file-left",
        title: "The unload hook does not remove a file that the load hook makes.",
        checked: """
            Each file that the load hook makes is removed by something that the unload hook
            calls.
            """,
        why: """
            The methods of the file point into freed memory: the first `cat` after the module is
            gone is a fault.
            """,
        instead: "Call the removal that the hint names.",
        example: """
            change.patch:10:1: error: `sched_variant_load` makes a file in debugfs (`debugfs_create_u32`) when the variant is loaded, and nothing that `sched_variant_unload()` calls takes it back [control-file-left]
              hint: call `debugfs_remove` or `debugfs_remove_recursive` or `debugfs_lookup_and_remove` there
            """)

    package static let newRegistration = DiagnosticCode(
        "new-registration",
        title: "A notifier, thread or the like is set up outside the load hook.",
        checked: """
            Notifiers, threads, work queues, probes and CPU hotplug states are set up by the
            load hook only.
            """,
        why: "The kernel calls a notifier from its list long after the module is gone.",
        instead: """
            Set it up in [`sched_variant_load()`](develop.md#hooks) and take it back in
            `sched_variant_unload()`.
            """,
        example: """
            change.patch:20:1: error: `sched_debug_open` makes a notifier (`register_reboot_notifier`), which would stay when the variant is unloaded and lead into a module that is gone [new-registration]
              hint: call it from `sched_variant_load()`, or from a function that only that calls, and take it back in `sched_variant_unload()` with `unregister_…notifier…` or `…_notifier_chain_unregister` or `…_notifier_unregister`
            """)

    package static let registrationLeft = DiagnosticCode(
        "registration-left",
        title: "The unload hook does not take back what the load hook sets up.",
        checked: """
            Notifiers, threads, work queues, probes and CPU hotplug states that the load hook
            sets up are taken back by the unload hook.
            """,
        why: "The kernel calls a notifier from its list long after the module is gone.",
        instead: """
            Call the removal that the hint names. Timers of the load hook count too: a pending
            timer fires into freed memory.
            """,
        example: """
            change.patch:21:1: error: `sched_variant_load` makes a notifier (`register_reboot_notifier`) when the variant is loaded, and nothing that `sched_variant_unload()` calls takes it back [registration-left]
              hint: call `unregister_…notifier…` or `…_notifier_chain_unregister` or `…_notifier_unregister` there
            """)

    package static let hookUnpaired = DiagnosticCode(
        "hook-unpaired",
        title: "Of the two hooks one is missing.",
        checked: "Both hooks are defined, or none.",
        why: "With one of them the other half of the work is forgotten.",
        instead: "Define both; one may be empty.",
        example: """
            change.patch:8:1: error: the variant defines `sched_variant_load()`, but not `sched_variant_unload()` [hook-unpaired]
              hint: define both; one of them may be empty
            """)

    package static let newCallback = DiagnosticCode(
        "new-callback",
        title: """
            The address of a function that vmlinux does not have is stored; such a pointer could
            outlive the module.
            """,
        checked: """
            No address of a function that vmlinux does not have is stored by the scheduler.
            """,
        why: """
            A stored address outlives an unload: the timer, RCU callback or work item fires when
            the code is gone. Addresses of functions that vmlinux has are stored as vmlinux's,
            which stay valid.
            """,
        instead: """
            Call it directly, give the work to a function that vmlinux has, or store it in the
            load hook and end it in the unload hook.
            """,
        example: """
            change.patch:9:1: error: the variant takes the address of `variant_tick`, which vmlinux does not have: a pointer to it could outlive the module [new-callback]
              hint: call it directly, or reach it through a function that vmlinux has
            """)
}
