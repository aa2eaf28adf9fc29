// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// The machine this program runs on, as far as its scheduler goes.
///
/// Everything here is synchronous and cannot be cancelled: between two steps of
/// a transaction there is no good moment to stop. Call it from a thread that may
/// block for `patience`.
public struct Host: Sendable {
    public var root: HostRoot
    /// How long a busy kernel is asked again, for each action.
    public var patience: Duration
    var calls: KernelCalls
    var progress: Progress

    public init(
        root: HostRoot = .running, calls: KernelCalls = .live,
        patience: Duration = .seconds(10), progress: Progress = .silent
    ) {
        self.root = root
        self.calls = calls
        self.patience = patience
        self.progress = progress
    }

    public func lock() throws -> HostLock { try HostLock(root) }

    /// The variant in the kernel, or nil.
    public func loaded() throws -> LoadedVariant? { try LoadedVariant.read(root) }

    /// Loads an installed variant and sets its parameters.
    ///
    /// - Returns: one report, or none when that version is loaded already.
    /// - Throws: `HostError`, after which the kernel is as it was, unless it is
    ///   `.halfDone`; `ELFError` or `SystemError` when a file cannot be read.
    @discardableResult
    public func load(
        _ name: VariantName, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        try execute(planLoad(name), holding: lock)
    }

    /// Goes back to the kernel's own scheduler and removes the module.
    ///
    /// - Returns: one report, or none when only an idle module was removed.
    @discardableResult
    public func unload(holding lock: borrowing HostLock) throws -> [TransitionReport] {
        try execute(planUnload(), holding: lock)
    }

    /// Unloads what is loaded, if anything, and loads `name`; when that fails
    /// loads the former again.
    ///
    /// - Returns: the unload's report and the load's.
    @discardableResult
    public func `switch`(
        to name: VariantName, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        try execute(planSwitch(to: name), holding: lock)
    }
}

extension Host {
    /// - Throws: `HostError.refused` with everything that speaks against it.
    public func planLoad(_ name: VariantName) throws -> HostPlan {
        let (checks, variant) = try checked(name, replacingLoaded: false)
        return HostPlan(
            purpose: "load \(variant.title)", steps: try loadSteps(variant, checks))
    }

    /// - Throws: `HostError.nothingLoaded`.
    public func planUnload() throws -> HostPlan {
        let checks = try HostChecks.read(root)
        guard let loaded = checks.loaded else { throw HostError.nothingLoaded }
        return HostPlan(
            purpose: "unload \(loaded.title)", steps: try unloadSteps(loaded, checks, wayBack: nil))
    }

    /// The new variant is checked before the loaded one is touched.
    ///
    /// - Throws: `HostError.refused`; `HostError.noWayBack` when the loaded
    ///   variant could not be loaded again.
    public func planSwitch(to name: VariantName) throws -> HostPlan {
        let (checks, variant) = try checked(name, replacingLoaded: true)
        let purpose = "switch to \(variant.title)"
        guard let loaded = checks.loaded, loaded.state == .loaded, !loaded.isSame(as: variant)
        else { return HostPlan(purpose: purpose, steps: try loadSteps(variant, checks)) }
        guard let former = KeptCopies(root: root).find(loaded, on: checks.kernel.release) else {
            throw HostError.noWayBack(loaded.name, version: loaded.version)
        }
        let formerSlide = try slide(former, checks)
        let unload = try unloadSteps(loaded, checks, wayBack: (former, formerSlide))
        return HostPlan(
            purpose: purpose,
            steps: unload + HostPlan.loading(variant, slide: try slide(variant, checks)))
    }

    private func checked(
        _ name: VariantName, replacingLoaded: Bool
    ) throws -> (HostChecks, InstalledVariant) {
        let checks = try HostChecks.read(root)
        let variant = try InstalledVariants(root).find(name, for: checks.kernel.release)
        let refusals =
            checks.refusals(variant.record, variant.redirects, replacingLoaded: replacingLoaded)
            + Setting.all(variant.record.parameters).filter { !$0.isReachable(root) }
            .map { .settingUnreachable($0) }
        guard refusals.isEmpty else { throw HostError.refused(name, refusals) }
        return (checks, variant)
    }

    private func slide(_ variant: InstalledVariant, _ checks: HostChecks) throws -> UInt64 {
        switch checks.kernel.slide(from: variant.record.textBase) {
        case .success(let slide): return slide
        case .failure(let refusal): throw HostError.refused(variant.name, [refusal])
        }
    }

    private func loadSteps(_ variant: InstalledVariant, _ checks: HostChecks) throws -> [HostPlan
        .Step]
    {
        if let loaded = checks.loaded, loaded.state == .loaded { return [] }
        let saved = SavedSettings.read(root, bootID: checks.kernel.bootID)
        return HostPlan.clearing(checks.loaded, saved: saved.entries)
            + HostPlan.loading(variant, slide: try slide(variant, checks))
    }

    private func unloadSteps(
        _ loaded: LoadedVariant, _ checks: HostChecks,
        wayBack: (variant: InstalledVariant, slide: UInt64)?
    ) throws -> [HostPlan.Step] {
        let saved = SavedSettings.read(root, bootID: checks.kernel.bootID).entries
        if loaded.state == .unloaded { return HostPlan.clearing(loaded, saved: saved) }
        return HostPlan.unloading(loaded, saved: saved, wayBack: wayBack)
    }
}

extension LoadedVariant {
    func isSame(as variant: InstalledVariant) -> Bool {
        name == variant.name && version == variant.record.version
    }
}
