// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Module
import Support
import SystemPackage

/// `sched lint`: all that `add` would say of a variant, without building it.
///
///  1. The manifest, its patches, and the kernels that it asks for; no lock is written.
///  2. For each kernel: the boundary, whether the patches apply, what they edit.
///  3. When it is to compile: what gcc says, and what comes out.
package struct LintVariant: Sendable {
    /// Where the recipes and the cache are.
    package var context: BuildContext
    /// Which kernels are looked at, and whether the network may be used.
    package var mode: LockMode
    /// Looks at what gcc makes of the variant, too, which takes seconds.
    package var compiles = false
    /// The compiler's warnings about what the patches wrote are errors.
    package var deniesWarnings = false

    package init(context: BuildContext, mode: LockMode) {
        self.context = context
        self.mode = mode
    }

    /// What `sched lint --json` prints of a variant in which nothing is wrong.
    package struct Outcome: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        package var variant: VariantName
        /// As the manifest gives it.
        package var version: String
        /// The kernels for which it was looked at.
        package var kernels: [KernelRelease]
        /// Whether it was compiled.
        package var isCompiled: Bool
        /// What does not keep it from being built.
        package var warnings: [Diagnostic]
    }

    /// - Throws: `DiagnosticsError` with everything that keeps the variant from being built
    ///   for one of its kernels, the warnings beside it.
    package func run(_ manifest: FilePath) async throws -> Outcome {
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(manifest)
        var found: [[Diagnostic]] = []
        for kernel in resolved.lock.kernels {
            do {
                found.append(try await self.found(kernel, resolved, preparation))
            } catch let error as DiagnosticsError {
                found.append(error.diagnostics)
            }
        }
        let all = Diagnostics(resolved.warnings)
        let kernels = resolved.lock.kernels.map(\.release)
        all.addAll(Self.merged(zip(kernels, found).map { ($0, $1) }))
        try all.throwIfErrors()
        return Outcome(
            variant: resolved.lock.variant, version: resolved.lock.version, kernels: kernels,
            isCompiled: compiles, warnings: all.warnings)
    }

    /// What is wrong with the variant for one kernel.
    func found(
        _ kernel: Lock.Kernel, _ resolved: Preparation.Resolved, _ preparation: Preparation
    ) async throws -> [Diagnostic] {
        let subject = try await preparation.analyse(kernel, resolved)
        var build = try preparation.build(subject, resolved)
        build.deniesWarnings = deniesWarnings
        if !compiles { return try subject.warnings + build.lint() }
        return try await WorkDirectory.with("sched-lint", in: KernelCache(context.cache).work) {
            try await subject.warnings + build.check($0)
        }
    }

    /// What holds for all kernels once; of the rest, for which kernels it holds.
    static func merged(_ found: [(kernel: KernelRelease, list: [Diagnostic])]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return found.flatMap(\.list).filter { seen.insert($0).inserted }.map { diagnostic in
            let holders = found.filter { $0.list.contains(diagnostic) }.map(\.kernel.rawValue)
            if holders.count == found.count { return diagnostic }
            var diagnostic = diagnostic
            diagnostic.notes.append("for \(holders.joined(separator: ", ")) only")
            return diagnostic
        }
    }
}
