// SPDX-License-Identifier: Apache-2.0
import RPM
import Support

/// A package file, known by its content.
package struct PackageFile: Sendable, Hashable, Codable {
    /// What the package's header says that it is.
    package var nevra: NEVRA
    /// Of the whole file; says whether a copy is this package.
    package var sha256: Digest
    /// Where it lay when the plan was made.
    package var source: String
}
