// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Resolves the entries of `base.kernel`: the locked kernel where it will do,
/// else what apt has. All entries that fail are reported together.
struct KernelResolution {
    var manifest: Manifest
    var existing: Lock?
    var mode: LockMode
    var cache: KernelCache
    var progress: Progress
    /// Whether what apt lists is asked for, which fetches the smallest package. Without it
    /// a kernel whose packages are gone is found out when it is fetched.
    var looksInArchive = false
    private var apt: AptCache { AptCache(directory: cache.apt) }

    func kernels() async throws -> [Lock.Kernel] {
        var kernels: [Lock.Kernel] = []
        let problems = Diagnostics()
        for entry in manifest.base.kernels {
            let request = KernelRequest(entry.value, recipe: manifest.boundary.recipe.value)
            switch try await resolve(request) {
            case .success(let kernel):
                if !kernels.contains(where: { $0.release == kernel.release }) {
                    kernels.append(kernel)
                }
            case .failure(let error):
                problems.addAll(
                    error.diagnostics.map { problem in
                        var located = problem
                        located.location = entry.location
                        return located
                    })
            }
        }
        try problems.throwIfErrors()
        return kernels
    }

    private func resolve(
        _ request: KernelRequest
    ) async throws -> Result<Lock.Kernel, DiagnosticsError> {
        if let locked = lockedKernel(for: request) {
            if needsNothing(locked) { return .success(locked) }
            if mode.isOffline { return .failure(DiagnosticsError(notCached(locked))) }
            if try await isObtainable(locked), try await !isGone(locked) {
                return .success(locked)
            }
            if mode.keepsLock { return .failure(DiagnosticsError(gone(locked))) }
            progress.note(
                "\(locked.release) \(locked.sourceVersion) of the lock is no longer in the "
                    + "package lists; resolving \(request) anew")
        }
        let outcome = try await search(request)
        guard mode.isOffline, case .success(let kernel) = outcome, !needsNothing(kernel) else {
            return outcome
        }
        return .failure(DiagnosticsError(notCached(kernel)))
    }

    private func lockedKernel(for request: KernelRequest) -> Lock.Kernel? {
        if mode == .upgrade { return nil }
        return existing?.kernels.filter { request.accepts($0.release) }
            .max { DebianVersion($0.release.rawValue) < DebianVersion($1.release.rawValue) }
    }

    /// Prepared already, or every package in the cache.
    private func needsNothing(_ kernel: Lock.Kernel) -> Bool {
        Files.exists(cache.directory(of: kernel).record) || missing(kernel).isEmpty
    }

    private func missing(_ kernel: Lock.Kernel) -> [Lock.Package] {
        kernel.packages.filter { Files.size(cache.file(of: $0)) != $0.size }
    }

    private func isObtainable(_ kernel: Lock.Kernel) async throws -> Bool {
        let wanted = missing(kernel)
        let records = try await apt.records(of: wanted.map(\.name))
        return wanted.allSatisfy { package in
            records.contains {
                $0.name == package.name && $0.version == package.version
                    && $0.sha256 == package.sha256
            }
        }
    }

    /// What apt has for the request; the newest release with all four packages.
    private func search(
        _ request: KernelRequest
    ) async throws -> Result<Lock.Kernel, DiagnosticsError> {
        if case .exact(let release) = request {
            let records = try await apt.records(of: KernelSelection.packageNames(for: release))
            let outcome = KernelSelection.kernel(release, among: records)
            if case .complete(let kernel) = outcome {
                return try await isGone(kernel)
                    ? .failure(DiagnosticsError(gone(kernel, try await olderKernel(release))))
                    : .success(kernel)
            }
        }
        let names = try await apt.packageNames(prefix: "linux-image-")
        let available = KernelSelection.releases(inPackageNames: names)
        var missing: [String] = []
        let candidates = available.filter(request.accepts)
        if let kernel = try await newest(candidates, &missing) { return .success(kernel) }
        return .failure(
            DiagnosticsError(
                KernelDiagnostics.notFound(
                    request, missing: missing,
                    available: missing.isEmpty ? available : try await whole(available))))
    }

    /// Releases of which apt lists every package.
    private func whole(_ releases: [KernelRelease]) async throws -> [KernelRelease] {
        let records = try await apt.records(
            of: Array(Set(releases.flatMap(KernelSelection.packageNames))).sorted())
        return releases.filter { release in
            guard case .complete = KernelSelection.kernel(release, among: records) else {
                return false
            }
            return true
        }
    }

    /// The first of `candidates` that can be had; what the others lack goes to `missing`.
    private func newest(
        _ candidates: [KernelRelease], _ missing: inout [String]
    ) async throws -> Lock.Kernel? {
        let records = try await apt.records(
            of: Array(Set(candidates.flatMap(KernelSelection.packageNames))).sorted())
        for release in candidates {
            switch KernelSelection.kernel(release, among: records) {
            case .complete(let kernel):
                if try await !isGone(kernel) { return kernel }
                missing += kernel.packages.map { "\($0.name) \($0.version)" }
                progress.note(
                    "apt lists \(release), but the archive no longer has it; taking the next older kernel"
                )
            case .incomplete(let lacking, _): missing += lacking
            }
        }
        return nil
    }

    // MARK: The archive

    /// The next older release of the same series and flavour that can be had.
    private func olderKernel(_ release: KernelRelease) async throws -> KernelRelease? {
        let names = try await apt.packageNames(prefix: "linux-image-")
        let older = KernelSelection.releases(inPackageNames: names).filter {
            KernelDiagnostics.isAlike($0, release)
                && DebianVersion($0.rawValue) < DebianVersion(release.rawValue)
        }
        var missing: [String] = []
        return try await newest(older, &missing)?.release
    }

    /// Whether the archive has dropped what apt's lists still name. All packages of a
    /// version come and go together, so the smallest tells of the others.
    private func isGone(_ kernel: Lock.Kernel) async throws -> Bool {
        guard looksInArchive, !mode.isOffline, !needsNothing(kernel),
            let package = missing(kernel).min(by: { $0.size < $1.size })
        else { return false }
        try Files.createDirectory(cache.packages)
        let partial = cache.partialDownloads(of: cache.directory(of: kernel))
        do {
            try await PackageFetch(cache: cache, offline: false)
                .start([package], into: partial, progress: progress).waitForAll()
            return false
        } catch KernelTreeError.packageGone {
            return true
        }
    }

    private func gone(_ kernel: Lock.Kernel, _ older: KernelRelease?) -> Diagnostic {
        Diagnostic(
            .kernelPackagesGone, .error,
            "apt lists the packages of kernel \(kernel.release), but the archive no longer has them",
            notes: missing(kernel).map { "\($0.name) \($0.version)" },
            hint: (older.map { "write `kernel: \($0)`, which can be had, or " } ?? "")
                + "run `apt-get update`")
    }

    private func notCached(_ kernel: Lock.Kernel) -> Diagnostic {
        Diagnostic(
            .kernelNotCached, .error, "kernel \(kernel.release) is not whole in the cache",
            notes: missing(kernel).map {
                "\($0.name) \($0.version) is missing (\($0.size / 1_000_000) MB)"
            },
            hint: "run the command once without --offline")
    }

    private func gone(_ kernel: Lock.Kernel) -> Diagnostic {
        Diagnostic(
            .kernelPackagesGone, .error,
            "packages of the locked kernel \(kernel.release) can no longer be fetched",
            notes: missing(kernel).map { "\($0.name) \($0.version)" },
            hint: "run `apt-get update`, or run without --locked to take a newer kernel")
    }
}
