// SPDX-License-Identifier: Apache-2.0
import Packaging
import RPM
import Support
import SystemPackage

/// Copies of the package files that this host installed, in
/// /var/lib/sched/packages/<sha256>.rpm. librpm cannot make a package out of
/// installed files again, so a package is kept when it is installed and can be
/// put back from here when its successor does not load, or by a rollback.
struct PackageStore {
    static let directory: FilePath = "/var/lib/sched/packages"

    var root: HostRoot

    /// Where the package's copy lies on this machine.
    func file(_ package: PackageFile) -> FilePath { file(package.sha256) }

    private func file(_ digest: Digest) -> FilePath {
        root.path(Self.directory).appending("\(digest).rpm")
    }

    /// Whether there is a copy, and it is whole.
    func holds(_ package: PackageFile) -> Bool {
        (try? SHA256.hex(of: file(package))) == package.sha256.hex
    }

    /// Copies the file in one rename.
    ///
    /// - Throws: `HostError.wrongPackage` when its content is not what the plan saw.
    func keep(_ package: PackageFile) throws {
        if holds(package) { return }
        let source = FilePath(package.source)
        let bytes = try Files.read(source)
        let digest = SHA256.hex(of: bytes)
        guard digest == package.sha256.hex else {
            throw HostError.wrongPackage(
                source, .digest(Digest(hex: digest), listed: package.sha256))
        }
        try Files.createDirectory(root.path(Self.directory))
        try Files.replace(file(package), with: bytes, permissions: 0o600)
    }

    /// The copies and the packages that they are.
    ///
    /// A file that is no package, or not the one that its name tells, is left out.
    func contents() -> [(file: PackageFile, package: RPMPackage)] {
        let directory = root.path(Self.directory)
        let names = (try? Files.list(directory)) ?? []
        return names.filter { $0.hasSuffix(".rpm") }.compactMap { name in
            let path = directory.appending(name)
            guard let package = try? RPMPackageFile(path).package else { return nil }
            let file = PackageFile(
                nevra: package.nevra, sha256: Digest(hex: String(name.dropLast(4))),
                source: path.string)
            return holds(file) ? (file, package) : nil
        }
    }

    /// Removes the copies of packages that `isNeeded` does not name, and what killed runs
    /// left of copies.
    func prune(keeping isNeeded: (RPMPackage) -> Bool) throws {
        let directory = root.path(Self.directory)
        for name in (try? Files.list(directory)) ?? [] where name.hasSuffix(".new") {
            try Files.remove(directory.appending(name))
        }
        for (file, package) in contents() where !isNeeded(package) {
            try Files.remove(self.file(file))
        }
    }
}

extension RPMPackage {
    /// The variant that the package holds, nil when it holds none.
    var variant: SchedulerState? {
        guard nevra.name.hasPrefix("scheduler-"),
            let name = VariantName(String(nevra.name.dropFirst("scheduler-".count))),
            let version = provided("scheduler-variant(\(name))")
        else { return nil }
        return .variant(name, version: version, content: content)
    }

    /// See `VariantRecord.content`.
    var content: Digest? {
        provided(PackageRelease.contentCapability).map { Digest(hex: $0) }
    }

    /// Whether the package is a variant's for that kernel.
    func isVariant(for kernel: KernelRelease) -> Bool {
        provided("scheduler-variant-kernel(\(kernel))") != nil
    }
}
