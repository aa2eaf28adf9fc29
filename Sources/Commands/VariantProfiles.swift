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

/// `sched info` and `sched diff`: what built variants are, read from the files
/// of installed packages and of packages in repositories. Nothing is changed.
package struct VariantProfiles: Sendable {
    /// The machine whose packages and repositories are looked at.
    package var host: Host
    /// Only for this kernel; nil for every one.
    package var kernel: KernelRelease?

    package init(host: Host, kernel: KernelRelease? = nil) {
        self.host = host
        self.kernel = kernel
    }

    /// The word for the kernel's own scheduler.
    package static let stock = "stock"

    /// What is installed, then the newest of each kernel that a repository has
    /// and that is not installed.
    ///
    /// - Throws: `OperationError.noSuchVariant` when there is none, `.otherKernels`
    ///   when there is none for the kernel that is wanted.
    package func info(_ name: VariantName) async throws -> [VariantProfile] {
        var found = try installed(name)
        for repository in try host.openRepositories() {
            let kernels = Set(
                try repository.packages().filter { $0.variant == name }.map(\.kernel))
            let newestFirst = kernels.sorted {
                RPMVersion.isOlder($1.rawValue, than: $0.rawValue)
            }
            for kernel in newestFirst where isWanted(kernel) {
                guard let package = try repository.find(name, version: nil, kernel: kernel),
                    !found.contains(where: {
                        $0.kernel == kernel && $0.version == package.version
                            && $0.content == package.content
                    })
                else { continue }
                found.append(try await profile(in: repository.file(package), name, kernel))
            }
        }
        guard found.isEmpty else { return found }
        let kernels = try kernels(of: name)
        if let kernel, !kernels.isEmpty {
            throw OperationError.otherKernels(name, kernel, available: kernels)
        }
        throw OperationError.noSuchVariant(name, available: try names())
    }

    /// Compares two variants, for one kernel that both are built for: the running
    /// one where that is possible. `stock` stands for the kernel's own scheduler.
    package func diff(_ a: String, _ b: String) async throws -> VariantDifference {
        let first = try await candidates(a)
        let second = try await candidates(b)
        let running = try host.kernelRelease
        guard let first else {
            return VariantDifference(nil, second.map { Self.best($0, running) })
        }
        guard let second else { return VariantDifference(Self.best(first, running), nil) }
        let common = first.filter { one in second.contains { $0.kernel == one.kernel } }
        let left = Self.best(common.isEmpty ? first : common, running)
        let right = second.first { $0.kernel == left.kernel } ?? Self.best(second, running)
        return VariantDifference(left, right)
    }

    /// Nil for `stock`.
    private func candidates(_ text: String) async throws -> [VariantProfile]? {
        guard text != Self.stock else { return nil }
        guard let name = VariantName(text) else { throw OperationError.badName(text) }
        return try await info(name)
    }

    private static func best(
        _ profiles: [VariantProfile], _ running: KernelRelease
    ) -> VariantProfile {
        profiles.first { $0.kernel == running } ?? profiles[0]
    }

    private func isWanted(_ other: KernelRelease) -> Bool { kernel == nil || kernel == other }

    /// Of all variants, sorted.
    private func names() throws -> [String] {
        let installed = try InstalledVariants(host.root).all().map(\.name.rawValue)
        return Set(installed + (try available().map(\.variant.rawValue))).sorted()
    }

    /// That a variant is there for, oldest first.
    private func kernels(of name: VariantName) throws -> [KernelRelease] {
        let installed = try InstalledVariants(host.root).all().filter { $0.name == name }
        let available = try available().filter { $0.variant == name }
        return Set(installed.map(\.record.kernel) + available.map(\.kernel))
            .sorted { RPMVersion.isOlder($0.rawValue, than: $1.rawValue) }
    }

    private func available() throws -> [RepositoryPackage] {
        try host.openRepositories().flatMap { try $0.packages() }
    }

    // MARK: Reading

    private func installed(_ name: VariantName) throws -> [VariantProfile] {
        try InstalledVariants(host.root).all()
            .filter { $0.name == name && isWanted($0.record.kernel) }
            .map { variant in
                try VariantFiles(origin: variant.directory) {
                    let file = host.root.path(variant.directory.appending($0))
                    return Files.exists(file) ? try Files.read(file) : nil
                }.profile(source: "installed")
            }
    }

    private func profile(
        in package: FilePath, _ name: VariantName, _ kernel: KernelRelease
    ) async throws -> VariantProfile {
        let directory = InstalledLayout.directory(kernel, name)
        let wanted = Set(VariantFiles.names.map { directory.appending($0).string })
        let contents = try await withRPM {
            try RPMPackageFile(package).contents { wanted.contains($0) }
        }
        return try VariantFiles(origin: package) { contents[directory.appending($0).string] }
            .profile(source: package.string)
    }
}
