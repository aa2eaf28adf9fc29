// SPDX-License-Identifier: Apache-2.0
import RPM
import Support

/// One thing done to the kernel or to the host's packages. Each does nothing
/// where nothing is to be done, so that it can run after a step that failed
/// midway.
package enum HostAction: Sendable, Hashable, Codable {
    /// Inserts the module, which switches to its scheduler.
    case insert(module: VariantModule)
    /// As `insert`; nothing when a module is still there.
    case insertAgain(module: VariantModule)
    /// Switches back to the kernel's own scheduler; the module stays.
    case unload(module: String, title: String)
    /// Undoes an `unload`; nothing when the scheduler is loaded.
    case reload(module: String, title: String)
    /// Takes the module out; nothing when it is not there.
    case remove(module: String)
    /// Sets a parameter and saves what stood there.
    case set(setting: Setting)
    /// Puts back what `set` saved, unless somebody changed it since.
    case restore(setting: Setting)
    /// Copies the package file into the `PackageStore`.
    case keep(package: PackageFile)
    /// One RPM transaction. What is installed or gone already is left out;
    /// package files come from the store.
    case replacePackages(installing: [PackageFile], erasing: [NEVRA])
}

extension HostAction: CustomStringConvertible {
    package var description: String {
        switch self {
        case .insert(let module):
            return "load \(module.title): insert \(module.file)"
        case .insertAgain(let module):
            return "load \(module.title) again: insert \(module.file)"
        case .unload(_, let title):
            return "unload \(title): write 0 to \(LoadedVariant.enabledFile)"
        case .reload(_, let title):
            return "load \(title) again: write 1 to \(LoadedVariant.enabledFile)"
        case .remove(let module):
            return "remove the module \(module) from the kernel"
        case .set(let setting):
            return "write \(setting.value) to \(setting.file)"
        case .restore(let setting):
            return "put back what \(setting.file) had before \(setting.value)"
        case .keep(let package):
            return "keep a copy of \(package.source)"
        case .replacePackages(let new, let old):
            return Self.sentence(new.map(\.nevra), old)
        }
    }

    private static func sentence(_ new: [NEVRA], _ old: [NEVRA]) -> String {
        func list(_ packages: [NEVRA]) -> String {
            packages.map(\.description).joined(separator: ", ")
        }
        if old.isEmpty { return "install the package \(list(new))" }
        if new.isEmpty { return "remove the package \(list(old))" }
        return "install the package \(list(new)) in place of \(list(old))"
    }
}
