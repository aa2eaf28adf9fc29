// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// How a kernel's release shows in a package's Release and relations. RPM
/// allows letters, digits and `._+~^` in a Release, and at most one `-` in the
/// version of a relation.
package enum PackageRelease {
    /// `1.6.1.0_56_cloud_amd64^0123456789ab` for `6.1.0-56-cloud-amd64`: a packaging
    /// counter, the kernel's release with every forbidden byte as `_`, and the
    /// beginning of the content's digest. RPM's order of these is the order of the
    /// kernels, as long as the flavour is the same: what follows a `^` never counts
    /// against a longer release. For one kernel it is an order without a meaning.
    ///
    /// - Parameter content: nil for packages made before it was recorded.
    package static func of(_ kernel: KernelRelease, _ content: Digest?) -> String {
        "1." + String(decoding: kernel.rawValue.utf8.map(allowed), as: UTF8.self)
            + (content.map { "^" + $0.short } ?? "")
    }

    /// The provide whose version is the content's whole digest.
    package static let contentCapability = "scheduler-variant-content"

    private static func allowed(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: "^"):
            return byte
        default: return UInt8(ascii: "_")
        }
    }

    /// A rich dependency on the exact kernel that holds only where kernels are RPM
    /// packages (they provide `kernel-uname-r = <release>`). A release with
    /// several `-`, as Debian's, cannot be a version there: it is asked for as a
    /// name that no such kernel provides, so that a variant for another
    /// distribution's kernel is refused.
    package static func kernelRequirement(_ kernel: KernelRelease) -> String {
        let dashes = kernel.rawValue.utf8.count { $0 == UInt8(ascii: "-") }
        let capability =
            dashes <= 1 ? "kernel-uname-r = \(kernel)" : "kernel-uname-r(\(kernel))"
        return "(\(capability) if kernel-core)"
    }
}
