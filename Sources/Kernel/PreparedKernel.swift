// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Support
import Synchronization
import SystemPackage

/// One exact kernel as the stages take it: its prepared tree, its vmlinux, mapped
/// once, and what was read of it.
///
/// Everything here belongs to the kernel alone; what a variant makes of it is in
/// `VariantBoundary`.
package final class PreparedKernel: Sendable {
    /// What the lock says of it.
    package let locked: Lock.Kernel
    /// What vmlinux says of the scheduler, and of the extra files that were asked for.
    package let facts: KernelFacts
    let image: KernelImage
    private let store: KernelTreeStore
    private let progress: Progress
    private let knownTree: Mutex<KernelTree>

    private init(
        locked: Lock.Kernel, tree: KernelTree, image: KernelImage, facts: KernelFacts,
        store: KernelTreeStore, progress: Progress
    ) {
        self.locked = locked
        self.image = image
        self.facts = facts
        self.store = store
        self.progress = progress
        knownTree = Mutex(tree)
    }

    /// Fetches, unpacks and prepares a kernel where that was not done before, and
    /// reads its facts.
    ///
    /// - Parameters:
    ///   - extraFiles: source files outside kernel/sched that the facts cover too.
    ///   - offline: packages that are not in the cache are an error.
    /// - Throws: `KernelTreeError`, `FactsError`, `ELFError`, `SystemError`.
    package static func prepare(
        _ locked: Lock.Kernel, extraFiles: [String] = [], cache: KernelCache, offline: Bool,
        progress: Progress
    ) async throws -> PreparedKernel {
        let store = KernelTreeStore(cache: cache)
        let (tree, image, facts) = try await store.open(
            locked, offline: offline, progress: progress
        ) { image in
            try await progress.stage(
                "facts",
                detail: { (facts: KernelFacts) in
                    "\(facts.functions.count) functions, \(facts.references.count) references"
                }
            ) {
                try await FactsReader.read(
                    image, release: locked.release, extraFiles: extraFiles)
            }
        }
        return PreparedKernel(
            locked: locked, tree: tree, image: image, facts: facts, store: store,
            progress: progress)
    }

    /// `uname -r` of the kernel.
    package var release: KernelRelease { locked.release }

    /// With the compile commands of the scheduler's units and of those that
    /// `commands` was asked for.
    package var tree: KernelTree { knownTree.withLock { $0 } }

    /// Everything that the cache keeps of this kernel.
    package var directory: KernelDirectory { tree.directory }

    /// Code, names and patch sites of vmlinux.
    package var sites: SiteReader { SiteReader(image) }

    /// The compile commands of units, asked of kbuild where they are not known.
    ///
    /// - Parameter optional: units that kbuild does not know are left out.
    /// - Throws: `KernelTreeError.unitsUnknown`.
    package func commands(
        _ units: [String], optional: Bool = false
    ) async throws -> [String: CompileCommand] {
        var known = tree.compileCommands
        if units.contains(where: { known[$0] == nil }) {
            known = try await store.commands(of: units, in: locked, optional: optional)
            knownTree.withLock { [known] in
                $0.compileCommands.merge(known) { _, new in new }
            }
        }
        return known.filter { units.contains($0.key) }
    }

    /// A file of the prepared source tree.
    package func source(_ path: String) -> FilePath {
        directory.source.appending(FilePath(path).components)
    }

    /// Whether vmlinux has deadline servers (6.8 and later).
    package var hasDeadlineServers: Bool {
        facts.globals[RuntimeContract.serverEntry] != nil
    }
}
