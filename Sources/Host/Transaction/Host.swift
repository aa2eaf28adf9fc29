// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// The machine this program runs on, as far as its scheduler goes.
///
/// Everything here is synchronous and cannot be cancelled: between two steps of
/// a transaction there is no good moment to stop. Call it from a thread that may
/// block for `patience`.
package struct Host: Sendable {
    package var root: HostRoot
    /// How long a busy kernel is asked again, for each action.
    package var patience: Duration
    var calls: KernelCalls
    var progress: Progress

    package init(
        root: HostRoot = .running, calls: KernelCalls = .live,
        patience: Duration = .seconds(10), progress: Progress = .silent
    ) {
        self.root = root
        self.calls = calls
        self.patience = patience
        self.progress = progress
    }

    package func lock() throws -> HostLock { try HostLock(root) }

    /// The variant in the kernel, or nil.
    package func loaded() throws -> LoadedVariant? { try LoadedVariant.read(root) }

    /// Loads an installed variant and sets its parameters.
    ///
    /// - Returns: one report, or none when that version is loaded already.
    /// - Throws: `HostError`, after which the kernel is as it was, unless it is
    ///   `.halfDone`; `ELFError` or `SystemError` when a file cannot be read.
    @discardableResult
    package func load(
        _ name: VariantName, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        try execute(planLoad(name), holding: lock)
    }

    /// Goes back to the kernel's own scheduler and removes the module.
    ///
    /// - Returns: one report, or none when only an idle module was removed.
    @discardableResult
    package func unload(holding lock: borrowing HostLock) throws -> [TransitionReport] {
        try execute(planUnload(), holding: lock)
    }

    /// Unloads what is loaded, if anything, and loads `name`; when that fails
    /// loads the former again.
    ///
    /// - Returns: the unload's report and the load's.
    @discardableResult
    package func `switch`(
        to name: VariantName, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        try execute(planSwitch(to: name), holding: lock)
    }
}
