// SPDX-License-Identifier: Apache-2.0
import Contract
import Support
import SystemPackage

/// A linked module and what describes it. Everything lies in one directory.
package struct BuiltModule: Sendable {
    package var variant: VariantName
    package var version: String
    package var kernel: KernelRelease
    package var buildID: BuildID
    /// The .ko, with link-time values for vmlinux's symbols (the host adds the
    /// KASLR slide before it loads it).
    package var module: FilePath
    package var boundary: FilePath
    package var redirects: FilePath
    package var redirectList: [Redirect]
}
