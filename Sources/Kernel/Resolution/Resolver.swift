// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Turns what a manifest asks for into exact versions and digests.
///
/// 1. The kernel's source must be one that is supported.
/// 2. The digests of patches and manifest are those of what was loaded.
/// 3. Each entry of `base.kernel` keeps its locked kernel, or is resolved.
/// 4. Offline, every package must be in the cache.
/// 5. Locked, nothing may differ from the lock.
package struct Resolver: Sendable {
    package init() {}

    /// - Parameters:
    ///   - recipe: digest of the boundary recipe's directory.
    ///   - runtime: digest of the kernel-side runtime's directory.
    ///   - existing: the lock beside the manifest, if there is one.
    ///   - cache: packages in it need no repository.
    ///   - looksInArchive: fetches a small package of a kernel that is not in the cache, to
    ///     know that the archive still has it; else the next older one is taken.
    /// - Throws: `DiagnosticsError` with one of the codes of docs/kernels.md;
    ///   `SystemError` when apt cannot be asked. Nothing is written.
    package func resolve(
        manifest: Manifest, recipe: Digest, runtime: Digest, existing: Lock?,
        mode: LockMode, cache: KernelCache, looksInArchive: Bool = false, progress: Progress
    ) async throws -> Lock {
        try requireSupportedSource(manifest)
        if mode.keepsLock && existing == nil {
            throw DiagnosticsError(
                Diagnostic(
                    .lockMissing, at: SourceLocation(file: manifest.path),
                    "there is no lock to keep to",
                    hint: "run the command once without --locked and commit the lock file"))
        }
        let resolution = KernelResolution(
            manifest: manifest, existing: existing, mode: mode, cache: cache, progress: progress,
            looksInArchive: looksInArchive)
        let lock = Lock(
            variant: manifest.name.value, version: manifest.version.value,
            kernels: try await resolution.kernels(), patches: Patch.digests(manifest.patches),
            recipe: recipe, runtime: runtime,
            manifest: manifest.content.digest, boundaryFile: manifest.boundary.listed?.digest)
        if mode.keepsLock, let existing { try requireEqual(existing, lock, manifest) }
        return lock
    }

    private func requireSupportedSource(_ manifest: Manifest) throws {
        let source = manifest.base.source
        guard source.value != .debian else { return }
        throw DiagnosticsError(
            Diagnostic(
                .kernelSourceUnsupported, at: source.location,
                "kernels `from: \(source.value.rawValue)` are not supported in this version",
                hint: "use `from: debian`"))
    }

    private func requireEqual(_ old: Lock, _ new: Lock, _ manifest: Manifest) throws {
        var differences = LockComparison(manifest: manifest, old: old, new: new).differences()
        guard !differences.isEmpty else { return }
        differences[differences.count - 1].hint =
            "run the command without --locked to update the lock"
        throw DiagnosticsError(differences)
    }
}
