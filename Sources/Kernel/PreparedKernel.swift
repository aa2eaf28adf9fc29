// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Support
import SystemPackage

/// One exact kernel as the stages take it: its prepared tree, its facts, and its
/// vmlinux open for reading.
///
/// Everything here belongs to the kernel alone; what a variant makes of it is in
/// `VariantBoundary`.
package final class PreparedKernel: Sendable {
    /// What the lock says of it.
    package let locked: Lock.Kernel
    package let tree: KernelTree
    package let facts: KernelFacts
    /// Code, names and patch sites of vmlinux.
    package let sites: SiteReader
    private let store: KernelTreeStore
    private let progress: Progress

    package init(
        locked: Lock.Kernel, tree: KernelTree, facts: KernelFacts, sites: SiteReader,
        store: KernelTreeStore, progress: Progress
    ) {
        self.locked = locked
        self.tree = tree
        self.facts = facts
        self.sites = sites
        self.store = store
        self.progress = progress
    }

    package var release: KernelRelease { tree.release }

    /// Everything that the cache keeps of this kernel lies here.
    package var directory: FilePath { tree.source.removingLastComponent() }

    /// The compile commands of units, asked of kbuild where they are not known.
    ///
    /// - Parameter optional: units that kbuild does not know are left out.
    /// - Throws: `KernelTreeError.unitsUnknown`.
    package func commands(
        _ units: [String], optional: Bool = false
    ) async throws -> [String: CompileCommand] {
        try await store.prepare(
            locked, units: units, optional: optional, offline: true, progress: progress
        ).compileCommands.filter { units.contains($0.key) }
    }

    package func source(_ path: String) -> FilePath {
        tree.source.appending(FilePath(path).components)
    }

    /// Whether vmlinux has deadline servers (6.8 and later).
    package var hasDeadlineServers: Bool {
        facts.globals[RuntimeContract.serverEntry] != nil
    }
}
