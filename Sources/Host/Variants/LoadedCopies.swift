// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// A copy of the loaded variant's files, in /run/sched/loaded/<name>-<version>/.
/// A package may be replaced or removed while its variant is loaded; a switch that
/// fails loads the variant again from here. /run is empty after a boot.
struct LoadedCopies {
    static let directory: FilePath = "/run/sched/loaded"

    var root: HostRoot

    private static func directory(of name: VariantName, _ version: String) -> FilePath {
        directory.appending("\(name)-\(version)")
    }

    /// Copies the files of a variant that was just loaded.
    func keep(_ module: VariantModule) throws {
        let target = Self.directory(of: module.name, module.version)
        if module.directory == target { return }
        try Files.remove(root.path(target))
        try Files.createDirectory(root.path(target))
        let names = [InstalledLayout.record, InstalledLayout.redirects]
        for file in names.map({ module.directory.appending($0) }) + [module.path] {
            let copy = target.appending(file.components.suffix(1))
            try Files.write(root.bytes(file), to: root.path(copy), permissions: 0o600)
        }
    }

    /// The files of the variant that is loaded: the copy, else what is installed
    /// when it is of the same version.
    ///
    /// - Parameter replaced: a directory that will hold other files by then.
    func find(
        _ loaded: LoadedVariant, on kernel: KernelRelease, besides replaced: FilePath? = nil
    ) -> InstalledVariant? {
        let places = [
            Self.directory(of: loaded.name, loaded.version),
            InstalledLayout.directory(kernel, loaded.name),
        ]
        return places.lazy.filter { $0 != replaced }
            .compactMap { try? InstalledVariant.read($0, root) }
            .first {
                $0.record.version == loaded.version && $0.record.kernel == kernel
                    && root.exists($0.moduleFile)
            }
    }

    /// Removes every copy but that of the loaded variant.
    func prune(keeping loaded: LoadedVariant?) throws {
        let kept = loaded.map { Self.directory(of: $0.name, $0.version) }
        for name in root.directories(in: Self.directory)
        where Self.directory.appending(name) != kept {
            try Files.remove(root.path(Self.directory.appending(name)))
        }
    }
}
