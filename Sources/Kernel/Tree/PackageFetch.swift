// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

/// Brings the packages of one kernel into the cache, each under its digest.
struct PackageFetch {
    var cache: KernelCache
    var offline: Bool

    /// Begins to fetch what is not there, one package behind the other. apt continues
    /// a download that was cut off, as long as `directory` stays.
    ///
    /// - Throws: `KernelTreeError.packagesMissing` where nothing may be fetched.
    func start(
        _ packages: [Lock.Package], into directory: FilePath, progress: Progress
    ) async throws -> PackageDownloads {
        let missing = try await progress.stage(
            "verify packages",
            detail: { (missing: [Lock.Package]) in
                let size = missing.reduce(0) { $0 + $1.size } / 1_000_000
                return missing.isEmpty
                    ? "all in the cache" : "\(missing.count) to fetch, \(size) MB"
            }
        ) { try await filterMissing(packages) }
        if missing.isEmpty { return PackageDownloads([]) { _ in } }
        if offline {
            throw KernelTreeError.packagesMissing(missing.map { "\($0.name) \($0.version)" })
        }
        try Files.createDirectory(directory)
        return PackageDownloads(missing) { package in
            try await progress.stage("fetch \(package.name)") {
                try await download(package, into: directory)
                try await adopt(package, from: directory)
            }
        }
    }

    private func filterMissing(_ packages: [Lock.Package]) async throws -> [Lock.Package] {
        let cache = cache
        let isMissing = try await BoundedTasks.map(
            packages, limit: Surroundings.processorCount
        ) { package in
            let file = cache.file(of: package)
            guard Files.size(file) == package.size else { return true }
            return try await offPool { try SHA256.hex(of: file) } != package.sha256.hex
        }
        return zip(packages, isMissing).filter(\.1).map(\.0)
    }

    private func download(_ package: Lock.Package, into directory: FilePath) async throws {
        let name = "\(package.name)=\(package.version)"
        // Root's apt would otherwise warn that its own user may not write here.
        let command = Command(
            "apt-get", ["-q", "-o", "APT::Sandbox::User=root", "download", name],
            environment: ["LC_ALL": "C"], in: directory)
        let result = try await command.run()
        guard result.isSuccess else {
            if Self.isGone(result.errorText) { throw KernelTreeError.packageGone(name) }
            throw KernelTreeError.downloadFailed(packages: [name], log: result.errorText)
        }
    }

    /// Whether apt says that the archive has no such file, rather than that it cannot be
    /// reached: the answer of a server, or of a directory.
    static func isGone(_ log: String) -> Bool {
        log.contains(#/\b(404|410) +(Not Found|Gone)\b/#)
            || log.contains("(2: No such file or directory)")
    }

    /// apt names the file `<name>_<version>_<architecture>.deb`.
    private func adopt(_ package: Lock.Package, from directory: FilePath) async throws {
        guard
            let name = try Files.list(directory).first(where: { $0.hasPrefix(package.name + "_") })
        else {
            throw KernelTreeError.downloadFailed(
                packages: [package.name], log: "apt-get left no file of that name")
        }
        let file = directory.appending(name)
        let digest = try await offPool { try SHA256.hex(of: file) }
        guard digest == package.sha256.hex else {
            try Files.remove(file)
            throw KernelTreeError.packageDiffers(
                name: package.name, expected: package.sha256.hex, found: digest)
        }
        try Files.rename(file, to: cache.file(of: package))
    }
}
