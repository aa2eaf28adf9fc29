// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// Copies of loaded variants' files, in
/// /run/sched/loaded/<name>-<version>[-<content>]/. A package may be replaced or
/// removed while its variant is loaded; a switch that fails loads the variant again
/// from here. The file `current` names the copy of what was loaded last. /run is empty
/// after a boot.
struct LoadedCopies {
    static let directory: FilePath = "/run/sched/loaded"
    static let currentFile = directory.appending("current")

    var root: HostRoot

    private static func name(_ name: VariantName, _ version: String, _ content: Digest?) -> String {
        "\(name)-\(version)" + (content.map { "-\($0.short)" } ?? "")
    }

    /// Copies the files of a variant that was just loaded.
    func keep(_ module: VariantModule) throws {
        let name = Self.name(module.name, module.version, module.content)
        let target = Self.directory.appending(name)
        if module.directory != target {
            try Files.remove(root.path(target))
            try Files.createDirectory(root.path(target))
            let names = [InstalledLayout.record, InstalledLayout.redirects]
            for file in names.map({ module.directory.appending($0) }) + [module.path] {
                let copy = target.appending(file.components.suffix(1))
                try Files.write(root.bytes(file), to: root.path(copy), permissions: 0o600)
            }
        }
        try Files.replace(root.path(Self.currentFile), with: name.utf8)
    }

    /// The copy of the variant that the kernel has, nil when there is none.
    func current(_ loaded: LoadedVariant) -> InstalledVariant? {
        // Programs before this one wrote no `current`.
        let name =
            root.textIfReadable(Self.currentFile) ?? Self.name(loaded.name, loaded.version, nil)
        guard let part = FilePath.Component(name), part.kind == .regular else { return nil }
        let copy = try? InstalledVariant.read(Self.directory.appending(part), root)
        return copy.flatMap {
            $0.name == loaded.name && $0.record.version == loaded.version ? $0 : nil
        }
    }

    /// The files of the variant that is loaded: the copy, else what is installed when it
    /// is of the same version and of no other content.
    ///
    /// - Parameter replaced: a directory that will hold other files by then.
    func find(
        _ loaded: LoadedVariant, on kernel: KernelRelease, besides replaced: FilePath? = nil
    ) -> InstalledVariant? {
        let installed = InstalledLayout.directory(kernel, loaded.name)
        let places = [
            current(loaded),
            installed == replaced ? nil : try? InstalledVariant.read(installed, root),
        ]
        return places.compactMap(\.self).first {
            $0.record.version == loaded.version && $0.record.kernel == kernel
                && (loaded.content ?? $0.record.content) == $0.record.content
                && root.exists($0.moduleFile)
        }
    }

    /// Removes every copy but that of the loaded variant.
    func prune(keeping loaded: LoadedVariant?) throws {
        let kept = loaded.flatMap { current($0)?.directory }
        for name in root.directories(in: Self.directory)
        where Self.directory.appending(name) != kept {
            try Files.remove(root.path(Self.directory.appending(name)))
        }
        if kept == nil { try Files.remove(root.path(Self.currentFile)) }
    }
}
