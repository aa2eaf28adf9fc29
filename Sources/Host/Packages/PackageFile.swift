// SPDX-License-Identifier: Apache-2.0
import RPM
import Support

/// A package file, known by its content.
package struct PackageFile: Sendable, Hashable, Codable {
    package var nevra: NEVRA
    package var sha256: Digest
    /// Where it lay when the plan was made.
    package var source: String
}
