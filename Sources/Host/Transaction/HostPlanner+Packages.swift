// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import RPM
import Support
import SystemPackage

extension HostPlanner {
    /// From a package in a repository to the running scheduler. Everything that
    /// speaks against loading it is found before anything is installed.
    func install(_ name: VariantName, version: String?, loading: Bool) throws -> HostPlan {
        let package = try find(name, version: version)
        let plan = HostPlan(
            verb: .install, purpose: "install \(name) \(package.file.nevra.version)",
            before: before,
            after: before, steps: [])
        return try installing(package, plan, loading: loading)
    }

    /// The plan with the package's steps, and then the kernel's.
    func installing(
        _ package: CheckedPackage, _ plan: HostPlan, loading: Bool
    ) throws -> HostPlan {
        let variant = package.variant
        var plan = plan
        let replacement = try packageSteps(installing: package, named: variant.name)
        plan.warnings += replacement.warnings
        plan.steps = replacement.steps
        if loading {
            plan.after = variant.scheduler
            plan.steps += try switchSteps(
                to: variant, replacing: replacement.steps.isEmpty ? nil : variant.directory)
        }
        return plan
    }

    /// Puts `package` in the place of what is installed of that name for the
    /// running kernel. Packages for other kernels stay.
    ///
    /// What goes is kept first. A package that neither `sched` installed nor a
    /// given repository has cannot be kept: this is a warning, and the new package
    /// then stays when a later step fails, so that the host is not without one.
    func packageSteps(
        installing checked: CheckedPackage?, named name: VariantName
    ) throws -> (steps: [HostPlan.Step], warnings: [String]) {
        let installed = try host.packages.installed(named: name.packageName)
            .filter { $0.isVariant(for: release) }
        let package = checked?.file
        if let checked { try requireSame(checked, as: installed) }
        let old = installed.filter { $0.nevra != package?.nevra }
        let new = [package].compactMap(\.self).filter { package in
            !installed.contains { $0.nevra == package.nevra }
        }
        if old.isEmpty && new.isEmpty { return ([], []) }
        let kept = old.compactMap { copy(of: $0) }
        let isUndone = kept.count == old.count
        let store = PackageStore(root: root)
        let keeping = (new + kept).filter { !store.holds($0) }
            .map { HostPlan.Step(.keep(package: $0)) }
        let replacing = HostPlan.Step(
            .replacePackages(installing: new, erasing: old.map(\.nevra)),
            undo: isUndone
                ? [.replacePackages(installing: kept, erasing: new.map(\.nevra))] : [])
        let lost = old.filter { one in !kept.contains { $0.nevra == one.nevra } }
        return (keeping + [replacing], lost.map { Self.warning($0.nevra, package?.nevra) })
    }

    /// One name of a package must not stand for two contents.
    private func requireSame(_ new: CheckedPackage, as installed: [RPMPackage]) throws {
        let differs = installed.contains {
            $0.nevra == new.package.nevra && !$0.isSame(as: new.package)
                && ($0.content == nil || $0.content != new.package.content)
        }
        if differs {
            throw HostError.wrongPackage(
                FilePath(new.file.source), .installedDiffers(new.package.nevra))
        }
    }

    private static func warning(_ old: NEVRA, _ new: NEVRA?) -> String {
        "\(old) was not installed by sched and is in no repository given: it cannot be put back"
            + (new.map { ", and if a later step fails \($0) stays installed" } ?? "")
    }

    /// A file of exactly the installed package.
    private func copy(of installed: RPMPackage) -> PackageFile? {
        let kept = PackageStore(root: root).contents().first { $0.package.isSame(as: installed) }
        if let kept { return kept.file }
        return host.repositories.lazy.map { Repository($0) }.compactMap { repository in
            let packages = (try? repository.packages()) ?? []
            return packages.filter { $0.nevra == installed.nevra }.map { $0.file(in: repository) }
                .first { file in
                    (try? RPMPackageFile(FilePath(file.source)).package.isSame(as: installed))
                        ?? false
                }
        }.first
    }
}

// MARK: - Reading packages

extension HostPlanner {
    /// The newest package of a variant for the running kernel in all repositories;
    /// where several have that version, the one of the first repository.
    ///
    /// - Throws: `HostError.otherKernelsOnly` with the releases that there are
    ///   packages for; `.noPackage`; `.noRepository`; `.wrongPackage` when the file is not
    ///   the one that the metadata describe.
    private func find(_ name: VariantName, version: String?) throws -> CheckedPackage {
        let listed = try host.openRepositories()
            .map { repository in (repository, try repository.packages()) }
        let candidates = listed.compactMap { repository, packages in
            packages.last {
                $0.variant == name && $0.kernel == release && (version ?? $0.version) == $0.version
            }.map { (repository, $0) }
        }
        guard var best = candidates.first else {
            throw missing(name, version, listed.flatMap { $0.1 })
        }
        for candidate in candidates
        where RPMVersion.isOlder(best.1.version, than: candidate.1.version) {
            best = candidate
        }
        return try CheckedPackage(best.1.file(in: best.0), size: best.1.size, for: release)
    }

    private func missing(
        _ name: VariantName, _ version: String?, _ packages: [RepositoryPackage]
    ) -> HostError {
        let ours = packages.filter { $0.variant == name && (version ?? $0.version) == $0.version }
        if !ours.isEmpty {
            return .otherKernelsOnly(
                name, version: version, kernels: Set(ours.map(\.kernel.rawValue)).sorted(),
                running: release)
        }
        let versions = packages.filter { $0.variant == name && $0.kernel == release }
            .map { "\(name) \($0.version)" }
        let available = versions.isEmpty ? packages.map(\.variant.rawValue) : versions
        return .noPackage(
            name, version: version, available: Set(available).sorted(),
            repositories: host.repositories)
    }
}

extension RepositoryPackage {
    fileprivate func file(in repository: Repository) -> PackageFile {
        PackageFile(nevra: nevra, sha256: sha256, source: repository.file(self).string)
    }
}
