// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let sidecars = DiagnosticGroup(
        title: "Sidecars",
        introduction: "Functions outside the boundary that are replaced with it.",
        codes: [
            .sidecarInside, .sidecarUnknownFile, .sidecarUnknownFunction,
            .sidecarInlined, .sidecarMangled, .sidecarInit, .sidecarClash,
            .sidecarSection, .sidecarWithoutSource, .sidecarNeverReturns,
            .sidecarOfThreads, .sidecarRegisterUse,
        ])
}

// MARK: Sidecars

extension DiagnosticCode {
    package static let sidecarInside = DiagnosticCode(
        "sidecar-inside",
        title: "The sidecar's file is inside the boundary.",
        checked: "The file of a sidecar is not inside the boundary.",
        why: """
            The function is replaced anyway. Listed twice, it would be redirected twice.
            """,
        instead: "Patch it like any other function of the scheduler.",
        example: """
            manifest.yaml:12:5: error: `kernel/sched/fair.c` is inside the boundary [sidecar-inside]
              hint: patch `enqueue_task_fair` as any other function; no sidecar is needed
            """)

    package static let sidecarUnknownFile = DiagnosticCode(
        "sidecar-unknown-file",
        title: "The kernel was built without this file.",
        checked: "A unit of the kernel compiles the file.",
        why: "There would be nothing to replace.",
        instead: """
            Write the path from the tree's root; files that a unit includes
            (`kernel/sched/cpuacct.c`) are named themselves.
            """,
        example: """
            manifest.yaml:12:5: error: no unit of the kernel compiles `kernel/sched/cpuact.c` [sidecar-unknown-file]
            """)

    package static let sidecarUnknownFunction = DiagnosticCode(
        "sidecar-unknown-function",
        title: "The file has no such function.",
        checked: "The file has the function.",
        why: """
            Redirecting another function of the same name, of another file, would call the wrong
            code with the wrong arguments.
            """,
        instead: """
            Take the name of the hint, such as `cpuacct_css_free` for `cpuacct_free`.
            """,
        example: """
            manifest.yaml:12:5: error: `kernel/sched/cpuacct.c` has no function `cpuusage_wirte` [sidecar-unknown-function]
              hint: did you mean `cpuusage_write` or `cpuusage_read` or `__cpuusage_read`?
            """)

    package static let sidecarInlined = DiagnosticCode(
        "sidecar-inlined",
        title: "gcc inlined the function everywhere.",
        checked: "The function has code of its own in vmlinux.",
        why: """
            Its code is part of those that call it. They would go on with the old one, and
            nobody would ever come to the new one.
            """,
        instead: "Make the functions that contain it sidecars; the hint writes them out.",
        example: """
            manifest.yaml:12:5: error: `cpuacct_cpuusage_read` has no code of its own in vmlinux [sidecar-inlined]
              note: gcc inlined it into __cpuacct_percpu_seq_show, __cpuusage_read, cpuacct_all_seq_show
              hint: make the functions that contain it sidecars instead: `- __cpuacct_percpu_seq_show: kernel/sched/cpuacct.c`, `- __cpuusage_read: kernel/sched/cpuacct.c`, `- cpuacct_all_seq_show: kernel/sched/cpuacct.c`
            """)

    package static let sidecarMangled = DiagnosticCode(
        "sidecar-mangled",
        title: "gcc changed how the function is called.",
        checked: "gcc left the function's calling convention as it is in the source.",
        why: """
            The arguments would be read from the wrong registers; see
            [boundary-mangled](#boundary-mangled).
            """,
        instead: """
            Make its callers sidecars, up to the first one that is called as it is written.
            """,
        example: """
            manifest.yaml:12:5: error: gcc made `__region_intersects.isra.0` of `__region_intersects`: how it is called is not known [sidecar-mangled]
              note: gcc made __region_intersects.isra.0 of it
              hint: did you mean `region_intersects`?
            """)

    package static let sidecarInit = DiagnosticCode(
        "sidecar-init",
        title: "The function runs at boot only.",
        checked: "The function is not boot code.",
        why: """
            Its memory has been given back when the kernel had booted; the jump would be written
            into somebody else's page.
            """,
        instead: "Do the work in [`sched_variant_load()`](develop.md#hooks).",
        example: """
            manifest.yaml:12:5: error: `sched_clock_init` runs at boot only [sidecar-init]
            """)

    package static let sidecarClash = DiagnosticCode(
        "sidecar-clash",
        title: "One function is claimed twice, from different files.",
        checked: """
            A function is named as a sidecar once, however many files and manifests name
            sidecars.
            """,
        why: """
            Both would be redirected from the same entry; which one wins would depend on their
            order.
            """,
        instead: "Keep one. The hint says which file has the function.",
        example: """
            manifest.yaml:13:5: error: `cpuusage_write` is claimed a second time, from kernel/sched/cputime.c [sidecar-clash]
              note: manifest.yaml:12:5 claims it from kernel/sched/cpuacct.c
              hint: keep one of the two; it is in kernel/sched/cpuacct.c
            """)

    package static let sidecarSection = DiagnosticCode(
        "sidecar-section",
        title: """
            The function is noinstr, or part of the kernel's entry, idle or probe code.
            """,
        checked: """
            The function lies in none of the parts of .text that the kernel sets apart: noinstr,
            entry, idle, kprobes.
            """,
        why: """
            Such code runs in NMIs, which no switch keeps away, or where the kernel is half
            entered; processors are in it at every moment.
            """,
        instead: "Make a function that it calls the sidecar.",
        example: """
            manifest.yaml:10:5: error: `exc_nmi` cannot be replaced: it is noinstr, and runs where the kernel is half entered or in an NMI [sidecar-section]
              hint: replace a function that it calls, outside that section
            """)

    package static let sidecarWithoutSource = DiagnosticCode(
        "sidecar-without-source",
        title: """
            The sidecar's file is in the kernel, but its source is not unpacked: drivers are
            not.
            """,
        checked: "The source of the file is in the prepared tree.",
        why: """
            The tree leaves out what no scheduler needs to be built, drivers above all; there is
            nothing to compile.
            """,
        instead: "Replace a function of the kernel proper that the driver calls.",
        example: """
            manifest.yaml:10:5: error: the source of `drivers/tty/tty_io.c` is not in the prepared tree, which leaves out what no scheduler needs [sidecar-without-source]
              hint: functions of drivers cannot be replaced: replace one of the kernel proper that it calls
            """)

    package static let sidecarNeverReturns = DiagnosticCode(
        "sidecar-never-returns",
        title: "No task that enters the function leaves it, so every load would be busy.",
        checked: "The machine code has a way out: a return, or a jump to other code.",
        why: """
            A task that enters it is beneath it for the rest of its life. Every kernel thread
            sleeps beneath `kthread()`, so no load would ever find it empty.
            """,
        instead: "Make a function that it calls the sidecar.",
        example: """
            manifest.yaml:10:5: error: `kthread` never returns: a task that enters it stays beneath it, and no load would ever find it empty [sidecar-never-returns]
              hint: replace a function that it calls and that is not inlined into it
            """)

    package static let sidecarOfThreads = DiagnosticCode(
        "sidecar-of-threads", .warning,
        title: "Kernel threads run the function for as long as they live.",
        checked: "The function is not handed to what makes kernel threads.",
        why: """
            A thread sleeps in it for as long as it lives; loads and unloads are busy meanwhile.
            """,
        instead: """
            Make a function that it calls the sidecar. Where no such thread ever runs, nothing
            need be done.
            """,
        example: """
            manifest.yaml:10:5: warning: `kthread_worker_fn` is what a kernel thread runs (`__kthread_create_worker` starts one with it): a load or unload is busy for as long as there is such a thread [sidecar-of-threads]
              hint: replace a function that it calls
            """)

    package static let sidecarRegisterUse = DiagnosticCode(
        "sidecar-register-use",
        title: """
            A caller in a unit that is compiled without `-pg` may know which registers the
            function leaves alone.
            """,
        checked: """
            In a unit that the kernel compiles without `-pg`, no function that stays calls it.
            """,
        why: """
            `-fipa-ra`, which `-pg` turns off, lets gcc keep values in registers across a call
            of a function whose code it knows not to touch them. The variant's code may.
            """,
        instead: "Make the callers sidecars, too.",
        example: """
            manifest.yaml:10:5: error: `set_cyc2ns_scale` calls `__set_cyc2ns_scale` in arch/x86/kernel/tsc.c, which the kernel compiles without -pg: gcc may rely on the registers that the present code leaves alone (-fipa-ra) [sidecar-register-use]
              hint: make `set_cyc2ns_scale` a sidecar, too
            """)
}
