// SPDX-License-Identifier: Apache-2.0

extension DiagnosticGroup {
    static let develop = DiagnosticGroup(
        title: "Editable trees",
        codes: [
            .developInterrupted
        ])
}

// MARK: Editable trees

extension DiagnosticCode {
    package static let developInterrupted = DiagnosticCode(
        "develop-interrupted", .warning,
        title: """
            An earlier `sched develop` was stopped before the tree was whole. Nothing in it was
            edited, so it is made anew.
            """,
        instead: "Nothing.")
}
