// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let manifestKeys = DiagnosticGroup(
        title: "Manifest: keys and types",
        codes: [
            .manifestUnknownKey, .manifestDuplicateKey, .manifestMissingKey,
            .manifestMissingValue, .manifestWrongType, .manifestEmptyList,
            .manifestDuplicateItem, .manifestContradiction,
        ])

    static let manifestIdentity = DiagnosticGroup(
        title: "Manifest: identity",
        codes: [
            .manifestBadName, .manifestBadVersion, .manifestBadSummary,
            .manifestLongSummary, .manifestBadLicense,
            .manifestIncompatibleLicense,
        ])

    static let manifestBase = DiagnosticGroup(
        title: "Manifest: base and boundary",
        codes: [
            .manifestBadKernel, .manifestBadSource, .manifestUnknownRecipe,
            .manifestTwoRecipes, .manifestBadBoundaryPath,
            .manifestMissingBoundary, .manifestNoModFiles, .manifestNoLine,
            .manifestBadSourcePath, .manifestBadIdentifier,
        ])

    static let manifestChanges = DiagnosticGroup(
        title: "Manifest: changes",
        codes: [
            .manifestNoChange, .manifestMissingPatch, .manifestBadPatchPath,
            .manifestUnreadablePatch, .manifestNotAPatch, .manifestEmptyPatch,
            .manifestPatchDOSLines, .manifestDamagedPatch, .manifestPatchEscapes,
            .manifestBadSidecar, .manifestDuplicateSidecar, .manifestBadFeature,
            .manifestBadSysctl,
        ])
}

// MARK: Manifest: keys and types

extension DiagnosticCode {
    package static let manifestUnknownKey = DiagnosticCode(
        "manifest-unknown-key",
        title: "There is no such key.",
        instead: "Take the key that the hint names, or remove it.")

    package static let manifestDuplicateKey = DiagnosticCode(
        "manifest-duplicate-key",
        title: "A key stands a second time in the same mapping.",
        instead: "Keep one.")

    package static let manifestMissingKey = DiagnosticCode(
        "manifest-missing-key",
        title: "A key that is needed is not there.",
        instead: "Add it; the hint shows how.")

    package static let manifestMissingValue = DiagnosticCode(
        "manifest-missing-value",
        title: "A key has no value, `~` or `null`.",
        instead: "Give it one or remove the key.")

    package static let manifestWrongType = DiagnosticCode(
        "manifest-wrong-type",
        title: "A scalar, list or mapping stands where another is needed.",
        instead: "Write it as the hint does.")

    package static let manifestEmptyList = DiagnosticCode(
        "manifest-empty-list",
        title: "A list without entries.",
        instead: "Remove the key if nothing belongs there.")

    package static let manifestDuplicateItem = DiagnosticCode(
        "manifest-duplicate-item",
        title: "An entry stands twice in its list.",
        instead: "Remove one.")

    package static let manifestContradiction = DiagnosticCode(
        "manifest-contradiction",
        title: """
            Two entries exclude each other: added and removed, private and shared, a feature set
            and cleared.
            """,
        instead: "Keep one.")
}

// MARK: Manifest: identity

extension DiagnosticCode {
    package static let manifestBadName = DiagnosticCode(
        "manifest-bad-name",
        title: "Not `[a-z0-9][a-z0-9.+-]*`, or longer than 40 characters.",
        instead: "Choose another name.")

    package static let manifestBadVersion = DiagnosticCode(
        "manifest-bad-version",
        title: "A character that RPM does not allow in a version.",
        instead: "Use letters, digits and `.+~^_`.")

    package static let manifestBadSummary = DiagnosticCode(
        "manifest-bad-summary",
        title: "The summary is empty or has several lines.",
        instead: "One line; the rest belongs under `description`.")

    package static let manifestLongSummary = DiagnosticCode(
        "manifest-long-summary", .warning,
        title: "More than 79 characters.",
        instead: "Shorten it.")

    package static let manifestBadLicense = DiagnosticCode(
        "manifest-bad-license",
        title: "An old or informal name of a license.",
        instead: "Use the SPDX identifier of the hint.")

    package static let manifestIncompatibleLicense = DiagnosticCode(
        "manifest-incompatible-license",
        title: "The license does not allow code in the kernel.",
        instead: "`GPL-2.0-only` or `GPL-2.0-or-later`.")
}

// MARK: Manifest: base and boundary

extension DiagnosticCode {
    package static let manifestBadKernel = DiagnosticCode(
        "manifest-bad-kernel",
        title: """
            Neither a release as of `uname -r`, nor (standing alone) a pattern or `newest`.
            """,
        instead: "Write it as `uname -r` prints it.")

    package static let manifestBadSource = DiagnosticCode(
        "manifest-bad-source",
        title: "`base.from` is none of `debian`, `rpm`, `tree`.",
        instead: "Take one of them.")

    package static let manifestUnknownRecipe = DiagnosticCode(
        "manifest-unknown-recipe",
        title: "No directory of that name with a boundary.yaml is in recipes/kernels.",
        instead: "Take one of those that are listed.")

    package static let manifestTwoRecipes = DiagnosticCode(
        "manifest-two-recipes",
        title: "`boundary` has both `recipe` and `extends`.",
        instead: "Keep one: they mean the same.")

    package static let manifestBadBoundaryPath = DiagnosticCode(
        "manifest-bad-boundary-path",
        title: "A boundary file is not below the manifest's directory.",
        instead: """
            Copy it beside the manifest and name it by a relative path without `..`.
            """)

    package static let manifestMissingBoundary = DiagnosticCode(
        "manifest-missing-boundary",
        title: "There is no boundary file of that name.",
        instead: "Correct the path; it is relative to the manifest's directory.")

    package static let manifestNoModFiles = DiagnosticCode(
        "manifest-no-mod-files",
        title: "The file that `boundary` names has no `mod_files`.",
        instead: """
            Name a file in the published format, or a recipe by its directory's name.
            """)

    package static let manifestNoLine = DiagnosticCode(
        "manifest-no-line",
        title: """
            A boundary file was named, and `base.kernel` does not say one kernel line that has a
            recipe.
            """,
        instead: """
            Name the recipe, too: `boundary: {extends: linux-6.1, file: boundary.yaml}`.
            """)

    package static let manifestBadSourcePath = DiagnosticCode(
        "manifest-bad-source-path",
        title: "Not a relative path of a .c file without `..`.",
        instead: "Write it from the kernel tree's root.")

    package static let manifestBadIdentifier = DiagnosticCode(
        "manifest-bad-identifier",
        title: "Not a C identifier.",
        instead: "Only the name, without `()`, `*` or `struct`.")
}

// MARK: Manifest: changes

extension DiagnosticCode {
    package static let manifestNoChange = DiagnosticCode(
        "manifest-no-change", .warning,
        title: "Neither patches nor sidecars.",
        instead: "List what the variant changes.")

    package static let manifestMissingPatch = DiagnosticCode(
        "manifest-missing-patch",
        title: "There is no such file.",
        instead: "Correct the path; it is relative to the manifest's directory.")

    package static let manifestBadPatchPath = DiagnosticCode(
        "manifest-bad-patch-path",
        title: "An absolute path, or one with `..` or odd characters.",
        instead: "Put the patch below the manifest's directory.")

    package static let manifestUnreadablePatch = DiagnosticCode(
        "manifest-unreadable-patch",
        title: "The patch cannot be read, or is larger than 4 MiB.",
        instead: "Check its permissions and that it is the right file.")

    package static let manifestNotAPatch = DiagnosticCode(
        "manifest-not-a-patch",
        title: "No `---`/`+++` pair with a hunk is in the file.",
        instead: "Make it with `diff -u` or `git diff`.")

    package static let manifestEmptyPatch = DiagnosticCode(
        "manifest-empty-patch",
        title: "A diff in which no hunk adds or removes a line.",
        instead: "Make it again from changed files.")

    package static let manifestPatchDOSLines = DiagnosticCode(
        "manifest-patch-dos-lines",
        title: "The patch's lines end in CR LF.",
        instead: "Convert it; the hint says how.")

    package static let manifestDamagedPatch = DiagnosticCode(
        "manifest-damaged-patch",
        title: """
            A hunk's header is broken, or its lines are more, fewer or other than it says.
            """,
        instead: "Make the patch again instead of editing hunks.")

    package static let manifestPatchEscapes = DiagnosticCode(
        "manifest-patch-escapes",
        title: """
            A file name in the patch is absolute, climbs with `..`, or has no first part for
            `-p1` to take away.
            """,
        instead: "Make it with `a/` and `b/` in front of paths in the tree.")

    package static let manifestBadSidecar = DiagnosticCode(
        "manifest-bad-sidecar",
        title: "A sidecar is not one function with one file.",
        instead: "Write `- function: path/of/file.c`.")

    package static let manifestDuplicateSidecar = DiagnosticCode(
        "manifest-duplicate-sidecar",
        title: "The same function of the same file stands twice.",
        instead: "Remove one.")

    package static let manifestBadFeature = DiagnosticCode(
        "manifest-bad-feature",
        title: "Not the name of a scheduler feature.",
        instead: "Capitals, digits and `_`, as in the features file.")

    package static let manifestBadSysctl = DiagnosticCode(
        "manifest-bad-sysctl",
        title: "Not the name of a scheduler setting: only those of `kernel.sched_…` are set.",
        instead: "Write it as sysctl(8) does; set others by sysctl.d(5).")
}
