// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// A copy of the loaded variant's files, in /run/sched/loaded/<name>-<version>/.
/// A package may be replaced or removed while its variant is loaded; going back
/// to it after a failed switch must still be possible. Gone with the boot.
struct KeptCopies {
    static let folder: FilePath = "/run/sched/loaded"

    var root: HostRoot

    private static func folder(of name: VariantName, _ version: String) -> FilePath {
        folder.appending("\(name)-\(version)")
    }

    func keep(_ variant: InstalledVariant) throws {
        let target = Self.folder(of: variant.name, variant.record.version)
        if variant.folder == target { return }
        try Files.remove(root.path(target))
        try Files.createDirectory(root.path(target))
        for file in [InstalledLayout.record, InstalledLayout.redirects, variant.record.module] {
            let bytes = try root.bytes(variant.folder.appending(file))
            try Files.write(bytes, to: root.path(target.appending(file)), permissions: 0o600)
        }
    }

    /// The files of the variant that is loaded: the copy, else what is installed
    /// when it is of the same version.
    func find(_ loaded: LoadedVariant, on kernel: KernelRelease) -> InstalledVariant? {
        let places = [
            Self.folder(of: loaded.name, loaded.version),
            InstalledLayout.folder(kernel, loaded.name),
        ]
        return places.lazy.compactMap { try? InstalledVariant.read($0, root) }.first {
            $0.record.version == loaded.version && $0.record.kernel == kernel
                && root.exists($0.moduleFile)
        }
    }

    /// Removes every copy but that of the loaded variant.
    func prune(keeping loaded: LoadedVariant?) throws {
        let kept = loaded.map { Self.folder(of: $0.name, $0.version) }
        for name in root.folders(Self.folder) where Self.folder.appending(name) != kept {
            try Files.remove(root.path(Self.folder.appending(name)))
        }
    }
}
