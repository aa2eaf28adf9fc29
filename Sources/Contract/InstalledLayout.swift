// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Where the files of one installed variant lie on a host:
/// `/usr/lib/sched/<kernel release>/<variant>/`.
package enum InstalledLayout {
    package static let root: FilePath = "/usr/lib/sched"
    package static func directory(_ kernel: KernelRelease, _ variant: VariantName) -> FilePath {
        root.appending(kernel.rawValue).appending(variant.rawValue)
    }
    package static func moduleFile(_ variant: VariantName) -> String { variant.moduleName + ".ko" }
    package static let manifest = "manifest.yaml"
    package static let lock = "variant.lock"
    package static let boundary = "boundary.json"
    package static let redirects = "redirects.json"
    /// Name, version, kernel, build id, text base and parameters (`VariantRecord`).
    package static let record = "variant.json"
}
