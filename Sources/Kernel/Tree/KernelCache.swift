// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Where the cache keeps what belongs to kernels (docs/kernels.md):
///
///     packages/<sha256>.deb        the distribution's packages, verified
///     kernels/<release>-<key>/     one kernel, unpacked and prepared
///
/// A file under its digest and a folder with a record are whole; everything
/// else there is somebody's unfinished work.
package struct KernelCache: Sendable {
    package var root: FilePath
    package init(_ root: FilePath) { self.root = root }

    package var packages: FilePath { root.appending("packages") }
    package var kernels: FilePath { root.appending("kernels") }

    package func file(of package: Lock.Package) -> FilePath {
        packages.appending(package.sha256.hex + ".deb")
    }

    /// Named for the release and for the debug package, which identifies the
    /// build: the same release may be built twice.
    package func folder(of kernel: Lock.Kernel) -> FilePath {
        let debug = kernel.packages.first { $0.role == .debug }
        let key = debug?.sha256.hex.prefix(12) ?? "unknown"
        return kernels.appending("\(kernel.release)-\(key)")
    }

    /// Written last: a folder that has it is whole.
    package func record(of kernel: Lock.Kernel) -> FilePath {
        folder(of: kernel).appending("tree.json")
    }
}
