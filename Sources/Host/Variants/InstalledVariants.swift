// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// What is installed side by side on a host.
package struct InstalledVariants: Sendable {
    package var root: HostRoot

    package init(_ root: HostRoot = .running) { self.root = root }

    /// Releases that have a directory below /usr/lib/sched, sorted; it may hold no variant.
    package func kernels() -> [KernelRelease] {
        root.directories(in: InstalledLayout.root).map { KernelRelease($0) }
    }

    /// Every variant installed for `kernel`, sorted by name.
    package func list(for kernel: KernelRelease) throws -> [InstalledVariant] {
        let directory = InstalledLayout.root.appending(kernel.rawValue)
        return try root.directories(in: directory).map { directory.appending($0) }
            .filter { holdsVariant($0) }
            .map { try InstalledVariant.read($0, root) }
    }

    /// Every variant for every kernel.
    package func all() throws -> [InstalledVariant] { try kernels().flatMap { try list(for: $0) } }

    /// - Throws: `HostError.refused` with both releases when it is installed for
    ///   other kernels only; `HostError.notInstalled` when for none.
    package func find(_ name: VariantName, for kernel: KernelRelease) throws -> InstalledVariant {
        let directory = InstalledLayout.directory(kernel, name)
        if holdsVariant(directory) { return try InstalledVariant.read(directory, root) }
        let others = kernels().filter { holdsVariant(InstalledLayout.directory($0, name)) }
        guard others.isEmpty else {
            throw HostError.refused(name, [.wrongKernel(builtFor: others, running: kernel)])
        }
        throw HostError.notInstalled(name, on: kernel)
    }

    /// Whether it is installed, damaged or not.
    package func holds(_ name: VariantName, for kernel: KernelRelease) -> Bool {
        holdsVariant(InstalledLayout.directory(kernel, name))
    }

    /// A directory without a record is what a removed package may leave.
    private func holdsVariant(_ directory: FilePath) -> Bool {
        root.exists(directory.appending(InstalledLayout.record))
    }
}
