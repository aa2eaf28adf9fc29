// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

extension Host {
    /// Everything that speaks against loading the variant here and now, in the
    /// order of docs/host.md. It need not be installed yet.
    ///
    /// - Parameter replacingLoaded: whether another loaded variant is to make
    ///   room for it.
    package func refusals(
        _ variant: InstalledVariant, replacingLoaded: Bool
    ) throws -> [Refusal] {
        try refusals(variant, HostChecks.read(root), replacingLoaded: replacingLoaded)
    }

    /// - Throws: `HostError.refused` with everything that speaks against it.
    package func planLoad(_ name: VariantName) throws -> HostPlan {
        let (checks, variant) = try checked(name, replacingLoaded: false)
        return HostPlan(
            purpose: "load \(variant.title)", steps: try loadSteps(variant, checks))
    }

    /// - Throws: `HostError.nothingLoaded`.
    package func planUnload() throws -> HostPlan {
        let checks = try HostChecks.read(root)
        guard let loaded = checks.loaded else { throw HostError.nothingLoaded }
        return HostPlan(
            purpose: "unload \(loaded.title)", steps: try unloadSteps(loaded, checks, wayBack: nil))
    }

    /// The new variant is checked before the loaded one is touched.
    ///
    /// - Throws: `HostError.refused`; `HostError.noWayBack` when the loaded
    ///   variant could not be loaded again.
    package func planSwitch(to name: VariantName) throws -> HostPlan {
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
        let refusals = refusals(variant, checks, replacingLoaded: replacingLoaded)
        guard refusals.isEmpty else { throw HostError.refused(name, refusals) }
        return (checks, variant)
    }

    private func refusals(
        _ variant: InstalledVariant, _ checks: HostChecks, replacingLoaded: Bool
    ) -> [Refusal] {
        checks.refusals(variant.record, variant.redirects, replacingLoaded: replacingLoaded)
            + Setting.all(variant.record.parameters).filter { !$0.isReachable(root) }
            .map { .settingUnreachable($0) }
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
