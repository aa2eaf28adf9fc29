// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Host
import Kernel
import Manifest
import Packaging
import RPM
import Support
import SystemPackage

/// `sched install`: from a package in a repository to the running scheduler.
///
///  1. Find the newest package for exactly the running kernel.
///  2. Look into it: everything that speaks against loading it is checked before
///     anything is installed.
///  3. Install it by an RPM transaction, in place of another version.
///  4. Load it, instead of the variant that is loaded, if any.
///
/// When 4 fails, 3 is taken back.
package struct InstallVariant: Sendable {
    package var context: HostContext
    package var version: String?
    /// Install the package only.
    package var withoutLoading = false

    package init(context: HostContext) { self.context = context }

    /// What will be done, decided before anything is.
    package struct Plan: Sendable {
        package var title: String
        package var steps: [String]
        let variant: InstalledVariant
        let package: FilePath
        let replaced: [NEVRA]
        let isInstalled: Bool
    }

    package func plan(_ name: VariantName) async throws -> Plan {
        let kernel = KernelRelease(Surroundings.kernelRelease)
        let (repository, found) = try context.package(name, version: version, kernel: kernel)
        let path = repository.file(found)
        let (package, variant) = try await withRPM {
            let package = try RPMPackageFile(path)
            return (package, try Self.look(into: package, name, kernel))
        }
        if !withoutLoading {
            let refusals = try context.host.refusals(variant, replacingLoaded: true)
            guard refusals.isEmpty else { throw HostError.refused(name, refusals) }
        }
        let installed = try await withRPM {
            try RPMDatabase().installed(named: name.packageName).map(\.nevra)
        }
        // Packages of one name for other kernels stay.
        let ours = installed.filter { $0.release == package.package.nevra.release }
        let isInstalled = ours.contains(package.package.nevra)
        let replaced = ours.filter { $0 != package.package.nevra }
        var steps = replaced.map { "remove the package \($0)" }
        if !isInstalled { steps.append("install \(path)") }
        if !withoutLoading { steps.append(try loadStep(variant)) }
        return Plan(
            title: variant.title, steps: steps, variant: variant, package: path,
            replaced: replaced, isInstalled: isInstalled)
    }

    private static func look(
        into package: RPMPackageFile, _ name: VariantName, _ kernel: KernelRelease
    ) throws -> InstalledVariant {
        let folder = InstalledLayout.folder(kernel, name)
        let record = folder.appending(InstalledLayout.record).string
        let redirects = folder.appending(InstalledLayout.redirects).string
        let files = try package.contents { $0 == record || $0 == redirects }
        guard let recordBytes = files[record], let redirectBytes = files[redirects] else {
            throw HostError.damaged(package.path, "it has no \(record) or no \(redirects)")
        }
        return try InstalledVariant(record: recordBytes, redirects: redirectBytes, folder: folder)
    }

    private func loadStep(_ variant: InstalledVariant) throws -> String {
        switch try context.current() {
        case .stock: return "load \(variant.title)"
        case .variant(variant.name, variant.record.version): return "\(variant.title) is loaded"
        case let other: return "switch from \(other) to \(variant.title)"
        }
    }

    package func run(_ plan: Plan) async throws -> HostOutcome {
        try await offPool { try perform(plan) }
    }

    private func perform(_ plan: Plan) throws -> HostOutcome {
        let host = context.host
        let lock = try host.lock()
        let journal = try HostJournal(context, kernel: try RunningKernel.read())
        let before = try context.current()
        let after = SchedulerState.variant(plan.variant.name, version: plan.variant.record.version)
        let entry = try journal.recorded(
            .install, before: before, after: withoutLoading ? before : after
        ) {
            let kept = try installPackage(plan)
            guard !withoutLoading else { return [] }
            do {
                return try host.switch(to: plan.variant.name, holding: lock)
            } catch {
                try kept.restore()
                throw error
            }
        }
        return HostOutcome(
            verb: "install", id: entry.id, before: before, after: try context.current(),
            transitions: entry.reports)
    }

    /// Installs the package, in place of another version.
    private func installPackage(_ plan: Plan) throws -> PackageChange {
        guard !plan.isInstalled else { return PackageChange(undo: []) }
        var database = try RPMDatabase()
        let kept = plan.replaced.compactMap { nevra in
            context.repositories.lazy.compactMap { path -> FilePath? in
                let repository = Repository(path)
                let found = try? repository.packages().first { $0.nevra == nevra }
                return found.map { repository.file($0) }
            }.first
        }
        try database.run([.install(plan.package)] + plan.replaced.map { .erase($0) })
        let nevra = try RPMPackageFile(plan.package).package.nevra
        return PackageChange(undo: [.erase(nevra)] + kept.map { .install($0) })
    }
}

/// How an RPM transaction is taken back.
struct PackageChange {
    var undo: [RPMChange]

    func restore() throws {
        guard !undo.isEmpty else { return }
        var database = try RPMDatabase()
        try database.run(undo)
    }
}
