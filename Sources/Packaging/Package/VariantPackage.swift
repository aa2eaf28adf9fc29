// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// A built RPM, not yet published.
package struct VariantPackage: Sendable {
    /// name-version-release.arch
    package var nevra: String
    /// Where the packager left it, in the output directory.
    package var file: FilePath
}
