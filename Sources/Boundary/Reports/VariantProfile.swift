// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// What one built variant is, drawn from the files that its package carries.
package struct VariantProfile: Sendable, Codable, Equatable {
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = 1
    package var name: VariantName
    package var version: String
    /// The manifest's line about the variant.
    package var summary: String
    /// The release for which the package was built.
    package var kernel: KernelRelease
    /// Of the vmlinux for which the package was built.
    package var buildID: BuildID
    /// `installed`, or the package file.
    package var source: String
    /// Files whose functions are replaced.
    package var files: [String]
    /// How many function entries are redirected.
    package var redirects: Int
    /// Functions replaced outside the boundary's files.
    package var sidecars: [Manifest.Sidecar]
    /// Named by the recipe or the manifest; function-level statics are not listed.
    package var privateVariables: [String]
    /// Private variables that code outside uses too, with the manifest's reason.
    package var unsafe: [String: String]
    /// Settings that are applied while the variant is loaded.
    package var parameters: VariantRecord.Parameters
    /// Digest of each patch by its name in the manifest.
    package var patches: [String: Digest]
    /// Functions whose code differs from the kernel's own; nil when the package
    /// does not tell.
    package var changedFunctions: [String]?
    /// Tells builds of one version apart; nil when the package does not say.
    package var content: Digest?

    /// - Parameters:
    ///   - redirects: how many the package has.
    ///   - changedFunctions: nil when the package does not tell.
    ///   - source: `installed`, or the package file.
    package init(
        record: VariantRecord, boundary: PackagedBoundary, redirects: Int,
        patches: [String: Digest],
        changedFunctions: [String]?, source: String
    ) {
        name = record.name
        version = record.version
        summary = record.summary
        kernel = record.kernel
        buildID = record.buildID
        content = record.content
        self.source = source
        files = boundary.files
        self.redirects = redirects
        sidecars = boundary.functions
            .filter { $0.class == Boundary.FunctionClass.sidecar.rawValue }
            .map { Manifest.Sidecar(function: $0.name, file: $0.file) }
        privateVariables = Set(
            boundary.variables.filter { variable in
                variable.reason.flatMap(Boundary.Variable.Reason.init)?.isNamed ?? false
            }.map(\.name)
        ).sorted()
        unsafe = Dictionary(
            boundary.variables.compactMap { variable in
                variable.unsafe.map { (variable.name, $0) }
            }, uniquingKeysWith: { first, _ in first })
        parameters = record.parameters
        self.patches = patches
        self.changedFunctions = changedFunctions?.sorted()
    }

    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(name) \(version)" }

    /// For a terminal: title and summary, then rows of what the variant is.
    package var text: String {
        var rows = [
            ["kernel", kernel.rawValue], ["build id", buildID.hex], ["from", source],
            ["replaces", "\(files.count) files of the scheduler, \(redirects) redirects"],
        ]
        rows += Self.rows("sidecar", sidecars.map { "\($0.function) (\($0.file))" })
        rows += Self.rows("private", privateVariables)
        rows += Self.rows(
            "unsafe", unsafe.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
        rows += Self.rows("feature", parameters.schedFeatures)
        rows += Self.rows(
            "sysctl", parameters.sysctl.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        )
        rows += Self.rows(
            "patch", patches.sorted { $0.key < $1.key }.map { "\($0.key)  sha256 \($0.value)" })
        rows += Self.rows("changes", changedFunctions ?? ["not recorded in this package"])
        rows += Self.rows("content", [content?.hex ?? "not recorded in this package"])
        return (["\(title): \(summary)"] + Columns.lines(rows).map { "  " + $0 })
            .joined(separator: "\n")
    }

    /// One row for each item, titled at the first.
    private static func rows(_ title: String, _ items: [String]) -> [[String]] {
        items.enumerated().map { [$0.offset == 0 ? title : "", $0.element] }
    }
}
