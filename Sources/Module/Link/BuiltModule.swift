// SPDX-License-Identifier: Apache-2.0
import Contract
import Support
import SystemPackage

/// A linked module and what describes it. Everything lies in one directory.
package struct BuiltModule: Sendable {
    /// Names the module: `VariantName.moduleName`.
    package var variant: VariantName
    /// As the manifest gives it.
    package var version: String
    /// The release for which it was built.
    package var kernel: KernelRelease
    /// Of the vmlinux whose addresses are in the module.
    package var buildID: BuildID
    /// The .ko as the kernel will get it: the module loader finds all its addresses.
    package var module: FilePath
    /// The boundary as JSON; docs/boundary-json.md describes it.
    package var boundary: FilePath
    /// `redirectList` as JSON, as the package carries it.
    package var redirects: FilePath
    /// One entry for each function of vmlinux whose entry becomes a jump to the module.
    package var redirectList: [Redirect]
}
