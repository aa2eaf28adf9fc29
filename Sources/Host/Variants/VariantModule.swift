// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

/// A variant's module as a plan names it. Its files need not be there yet when
/// the plan is made.
package struct VariantModule: Sendable, Hashable, Codable {
    package var name: VariantName
    package var version: String
    /// See `VariantRecord.content`.
    package var content: Digest?
    /// The module's file, as the host names it.
    package var file: String

    init(_ variant: InstalledVariant) {
        name = variant.name
        version = variant.record.version
        content = variant.record.content
        file = variant.moduleFile.string
    }

    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(name) \(version)" }
    /// As /sys/module names it.
    var moduleName: String { name.moduleName }
    var path: FilePath { FilePath(file) }
    /// Where the variant's files lie.
    var directory: FilePath { path.removingLastComponent() }
}
