// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let kernel = DiagnosticGroup(
        title: "Kernel and lock",
        codes: [
            .kernelNotFound, .kernelListsMissing, .kernelPackagesIncomplete,
            .kernelPackagesGone, .kernelNotCached, .kernelSourceUnsupported,
            .lockMissing, .lockOutdated, .lockInvalid, .lockSchemaUnknown,
        ])

    static let recipe = DiagnosticGroup(
        title: "Recipe",
        introduction: """
            These come from `recipes/kernels/<line>/boundary.yaml` and the files that it names.
            """,
        codes: [
            .recipeUnknownKey, .recipeDuplicateKey, .recipeWrongType,
            .recipeNoFiles,
        ])
}

// MARK: Kernel and lock

extension DiagnosticCode {
    package static let kernelNotFound = DiagnosticCode(
        "kernel-not-found",
        title: "No kernel with a debug package fits `base.kernel`.",
        instead: "Take one of those that the hint names, or widen the pattern.")

    package static let kernelListsMissing = DiagnosticCode(
        "kernel-lists-missing",
        title: "apt's package lists hold no kernel at all.",
        instead: "`apt-get update`; check that the sources include the debug archive.")

    package static let kernelPackagesIncomplete = DiagnosticCode(
        "kernel-packages-incomplete",
        title: """
            The kernel is there, but not all packages that it is built and read from.
            """,
        instead: """
            Take a kernel whose packages are all there, or add the archive that has them.
            """)

    package static let kernelPackagesGone = DiagnosticCode(
        "kernel-packages-gone",
        title: """
            The packages of the locked kernel, or of the one that the manifest names, can no
            longer be fetched. Of a pattern the next older kernel is taken.
            """,
        instead: """
            `apt-get update`; take the kernel that the hint names; or run without `--locked`.
            """)

    package static let kernelNotCached = DiagnosticCode(
        "kernel-not-cached",
        title: "`--offline`, and the cache does not hold the whole kernel.",
        instead: "Run once without `--offline`.")

    package static let kernelSourceUnsupported = DiagnosticCode(
        "kernel-source-unsupported",
        title: "`base.from` names a source that this version cannot read.",
        instead: "Use `from: debian`.")

    package static let lockMissing = DiagnosticCode(
        "lock-missing",
        title: "`--locked`, and there is no lock.",
        instead: "Run once without `--locked` and commit the lock file.")

    package static let lockOutdated = DiagnosticCode(
        "lock-outdated",
        title: """
            `--locked`, and the manifest, a patch, the recipe or the runtime differs from what
            the lock records.
            """,
        instead: "Run without `--locked`, look at the lock's change and commit it.")

    package static let lockInvalid = DiagnosticCode(
        "lock-invalid",
        title: "The lock file is not one.",
        instead: "Remove it and run again without `--locked`.")

    package static let lockSchemaUnknown = DiagnosticCode(
        "lock-schema-unknown",
        title: "Another version of sched wrote the lock.",
        instead: "Use that version, or remove the lock and run again.")
}

// MARK: Recipe

extension DiagnosticCode {
    package static let recipeUnknownKey = DiagnosticCode(
        "recipe-unknown-key",
        title: "There is no such key in a recipe.",
        instead: "Take one of those that the hint lists.")

    package static let recipeDuplicateKey = DiagnosticCode(
        "recipe-duplicate-key",
        title: "A key stands a second time.",
        instead: "Keep one.")

    package static let recipeWrongType = DiagnosticCode(
        "recipe-wrong-type",
        title: "A mapping, a list or a name is needed here.",
        instead: "Write it as the other recipes do.")

    package static let recipeNoFiles = DiagnosticCode(
        "recipe-no-files",
        title: "The recipe names no files.",
        instead: "List the files whose functions are replaced.")
}
