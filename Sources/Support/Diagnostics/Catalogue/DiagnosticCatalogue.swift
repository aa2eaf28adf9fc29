// SPDX-License-Identifier: Apache-2.0

/// Codes that belong together: a section of the documentation.
package struct DiagnosticGroup: Sendable {
    /// The section's heading.
    package let title: String
    /// A paragraph below the heading.
    package var introduction: String?
    /// In the order of the documentation.
    package let codes: [DiagnosticCode]
}

/// All codes that `sched` can print. A new code is declared in one of the files beside
/// this one and listed in its group there.
package enum DiagnosticCatalogue {
    /// In the order of the documentation.
    package static let groups: [DiagnosticGroup] = [
        .yaml, .manifestKeys, .manifestIdentity, .manifestBase, .manifestChanges, .kernel,
        .recipe, .boundary, .privateVariables, .sidecars, .patches, .compatibility,
        .registrations, .locking, .linking, .develop, .host,
    ]

    /// Every code, in the order of the documentation.
    package static let codes = groups.flatMap(\.codes)

    private static let byName = Dictionary(
        codes.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })

    /// The code of exactly this name.
    package static func code(named name: String) -> DiagnosticCode? { byName[name] }
}
