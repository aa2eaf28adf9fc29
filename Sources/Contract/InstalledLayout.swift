// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Where the files of one installed variant lie on a host:
/// `/usr/lib/sched/<kernel release>/<variant>/`.
package enum InstalledLayout {
    /// One directory for each kernel release lies in it. Packages own all that is below.
    package static let root: FilePath = "/usr/lib/sched"
    /// Where the package of a variant for one kernel puts all its files.
    package static func directory(_ kernel: KernelRelease, _ variant: VariantName) -> FilePath {
        root.appending(kernel.rawValue).appending(variant.rawValue)
    }
    /// Name of the module's file; the variant's directory holds it.
    package static func moduleFile(_ variant: VariantName) -> String { variant.moduleName + ".ko" }
    /// The manifest's bytes as the build read them.
    package static let manifest = "manifest.yaml"
    /// The lock with which the variant was built (`Lock`).
    package static let lock = "variant.lock"
    /// The boundary as docs/boundary-json.md describes it.
    package static let boundary = "boundary.json"
    /// A JSON array of `Redirect`: what the host checks before it loads the module.
    package static let redirects = "redirects.json"
    /// Name, version, kernel, build id, text base and parameters (`VariantRecord`).
    package static let record = "variant.json"
}
