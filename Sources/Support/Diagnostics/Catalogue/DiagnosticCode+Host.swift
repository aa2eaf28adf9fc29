// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let host = DiagnosticGroup(
        title: "Host",
        introduction: """
            Why a variant must not be loaded on a host now. Everything here is read and nothing
            is changed; the exit status is 4. [host.md](host.md) has the order and the details.
            """,
        codes: [
            .hostSwitchedOff, .hostWrongKernel, .hostWrongBuild, .hostModulesMustBeSigned,
            .hostLivepatchOverlap, .hostFtraceOverlap, .hostKprobeOverlap,
            .hostOtherVariant, .hostSettingUnreachable, .hostSettingLockedDown,
            .hostPackageAltered, .hostPackageMismatch,
        ])
}

// MARK: Host

extension DiagnosticCode {
    package static let hostSwitchedOff = DiagnosticCode(
        "host-switched-off",
        title: """
            The kernel was booted with `sched_variant=off`, which keeps every variant out.
            """,
        instead: "Boot without it to use variants again.")

    package static let hostWrongKernel = DiagnosticCode(
        "host-wrong-kernel",
        title: "The variant is built for another release; both are named.",
        instead: "Add the variant for the running kernel.")

    package static let hostWrongBuild = DiagnosticCode(
        "host-wrong-build",
        title: """
            The release is the same, but the vmlinux is another: the GNU build id in
            `/sys/kernel/notes` differs; both are named.
            """,
        instead: "Build the variant again for this kernel.")

    package static let hostModulesMustBeSigned = DiagnosticCode(
        "host-modules-must-be-signed",
        title: """
            `module.sig_enforce` or lockdown is on, and the module has no signature. Whether one
            that it has is trusted, the kernel says when it is loaded.
            """,
        instead: "Sign it when it is built: [guide/signing.md](guide/signing.md).")

    package static let hostLivepatchOverlap = DiagnosticCode(
        "host-livepatch-overlap",
        title: """
            An enabled livepatch or kpatch replaces a function that the variant redirects.
            Function, sympos and owner are named.
            """,
        instead: "Disable the patch, or do without the variant.")

    package static let hostFtraceOverlap = DiagnosticCode(
        "host-ftrace-overlap",
        title: """
            Another ftrace handler with the IPMODIFY flag owns a function that the variant
            redirects.
            """,
        instead: "Remove that patch or tracer.")

    package static let hostKprobeOverlap = DiagnosticCode(
        "host-kprobe-overlap",
        title: "A kprobe stands on one of the five bytes that a redirect overwrites.",
        instead: "Remove it, or probe the function's entry.")

    package static let hostOtherVariant = DiagnosticCode(
        "host-other-variant",
        title: "Another variant is loaded.",
        instead: "Replace it with `sched switch`.")

    package static let hostSettingUnreachable = DiagnosticCode(
        "host-setting-unreachable",
        title: """
            A parameter's file is missing: debugfs is not mounted, or there is no such sysctl.
            """,
        instead: "Mount debugfs.")

    package static let hostSettingLockedDown = DiagnosticCode(
        "host-setting-locked-down",
        title: """
            Lockdown keeps everybody from writing files of debugfs, and a scheduler feature of
            the variant's parameters is one.
            """,
        instead: "Make it the default by a patch of the variant.")

    package static let hostPackageAltered = DiagnosticCode(
        "host-package-altered",
        title: """
            A package file is missing, or its size or digest is not what the repository lists,
            or it is no whole package.
            """,
        instead: """
            `sched add` puts a lost file there again; or copy the whole repository anew.
            """)

    package static let hostPackageMismatch = DiagnosticCode(
        "host-package-mismatch",
        title: """
            A package holds another variant, version, kernel or content than its name or the
            repository says.
            """,
        instead: "Find out who wrote it; install from another repository.")
}
