// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let yaml = DiagnosticGroup(
        title: "YAML",
        introduction: """
            These come from reading the file as YAML, before its keys are looked at.
            """,
        codes: [
            .yamlUnreadable, .yamlTooLarge, .yamlTooDeep, .yamlTooManyNodes,
            .yamlNotUTF8, .yamlNULByte, .yamlControlCharacter, .yamlTab,
            .yamlSyntax, .yamlEmpty, .yamlManyDocuments, .yamlAnchor, .yamlAlias,
            .yamlMergeKey, .yamlUnknownTag, .yamlBadPairs,
        ])
}

// MARK: YAML

extension DiagnosticCode {
    package static let yamlUnreadable = DiagnosticCode(
        "yaml-unreadable",
        title: "The file cannot be opened or read.",
        instead: "Check the path and its permissions.")

    package static let yamlTooLarge = DiagnosticCode(
        "yaml-too-large",
        title: "The file is larger than 1 MiB; it was not read.",
        instead: "Give the right file.")

    package static let yamlTooDeep = DiagnosticCode(
        "yaml-too-deep",
        title: "More than 32 lists or mappings stand inside one another.",
        instead: "Give the right file; nothing needs more than five.")

    package static let yamlTooManyNodes = DiagnosticCode(
        "yaml-too-many-nodes",
        title: "More than 100,000 values.",
        instead: "Give the right file.")

    package static let yamlNotUTF8 = DiagnosticCode(
        "yaml-not-utf8",
        title: "A byte that is not UTF-8; the place is exact.",
        instead: "Save the file as UTF-8.")

    package static let yamlNULByte = DiagnosticCode(
        "yaml-nul-byte",
        title: "A NUL byte.",
        instead: "Give the right file: this one is binary.")

    package static let yamlControlCharacter = DiagnosticCode(
        "yaml-control-character",
        title: "A control character that YAML forbids.",
        instead: "Remove it, or write it as an escape in double quotes.")

    package static let yamlTab = DiagnosticCode(
        "yaml-tab",
        title: "A tab where only spaces may stand.",
        instead: "Indent with spaces.")

    package static let yamlSyntax = DiagnosticCode(
        "yaml-syntax",
        title: "libyaml cannot make sense of the text here.",
        instead: "Look for a missing quote, bracket, colon or space here or just before.")

    package static let yamlEmpty = DiagnosticCode(
        "yaml-empty",
        title: "There is no document in the file.",
        instead: "Write one; docs/manifest.md has an example.")

    package static let yamlManyDocuments = DiagnosticCode(
        "yaml-many-documents",
        title: "A second document begins.",
        instead: "One file describes one thing: move it to its own.")

    package static let yamlAnchor = DiagnosticCode(
        "yaml-anchor",
        title: "An anchor (`&name`).",
        instead: "Write the value out where it is needed.")

    package static let yamlAlias = DiagnosticCode(
        "yaml-alias",
        title: "An alias (`*name`), or an unquoted pattern that begins with `*`.",
        instead: "Write the value out, or quote the pattern.")

    package static let yamlMergeKey = DiagnosticCode(
        "yaml-merge-key",
        title: "A merge key (`<<`).",
        instead: "Write the keys out.")

    package static let yamlUnknownTag = DiagnosticCode(
        "yaml-unknown-tag",
        title: "A tag other than `!!str`, `!!seq`, `!!map`, `!!pairs`.",
        instead: "Leave it out.")

    package static let yamlBadPairs = DiagnosticCode(
        "yaml-bad-pairs",
        title: "`!!pairs` on something else than a list of one-entry mappings.",
        instead: "Write each pair as `- first: second`.")
}
