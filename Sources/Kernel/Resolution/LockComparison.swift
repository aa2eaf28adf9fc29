// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Names every way in which a fresh resolution departs from a lock, at the
/// manifest's line that decides it.
struct LockComparison {
    var manifest: Manifest
    var old: Lock
    var new: Lock

    func differences() -> [Diagnostic] {
        identity() + kernels() + patches() + inputs()
    }

    private func identity() -> [Diagnostic] {
        var found: [Diagnostic] = []
        if old.variant != new.variant {
            found.append(
                difference(
                    "the lock is for \(old.variant), the manifest for \(new.variant)",
                    manifest.name.location))
        }
        if old.version != new.version {
            found.append(
                difference(
                    "version \(new.version), locked \(old.version)", manifest.version.location))
        }
        return found
    }

    private func kernels() -> [Diagnostic] {
        let place = manifest.base.kernels.first?.location
        let before = Dictionary(old.kernels.map { ($0.release, $0) }) { first, _ in first }
        let after = Dictionary(new.kernels.map { ($0.release, $0) }) { first, _ in first }
        var found: [Diagnostic] = []
        for kernel in new.kernels where before[kernel.release] == nil {
            found.append(difference("kernel \(kernel.release) is not in the lock", place))
        }
        for kernel in old.kernels where after[kernel.release] == nil {
            found.append(difference("the manifest no longer wants kernel \(kernel.release)", place))
        }
        for kernel in new.kernels {
            guard let locked = before[kernel.release] else { continue }
            for role in Lock.Package.Role.allCases {
                let package = kernel.packages.first { $0.role == role }
                let other = locked.packages.first { $0.role == role }
                guard package != other else { continue }
                found.append(
                    difference("\(described(package)), locked \(described(other))", place))
            }
        }
        return found
    }

    private func described(_ package: Lock.Package?) -> String {
        guard let package else { return "no package" }
        return "\(package.name) \(package.version) (\(package.sha256.hex.prefix(12)))"
    }

    private func patches() -> [Diagnostic] {
        var found: [Diagnostic] = []
        for patch in manifest.patches {
            let name = patch.name
            guard let locked = old.patches[name] else {
                found.append(difference("patch `\(name)` is not in the lock", patch.location))
                continue
            }
            if let digest = new.patches[name], digest != locked {
                found.append(difference("patch `\(name)` has changed", patch.location))
            }
        }
        for name in old.patches.keys.sorted() where new.patches[name] == nil {
            found.append(
                difference(
                    "patch `\(name)` is locked, but not in the manifest",
                    SourceLocation(file: manifest.path)))
        }
        return found
    }

    private func inputs() -> [Diagnostic] {
        var found: [Diagnostic] = []
        if old.recipe != new.recipe {
            let recipe = manifest.boundary.recipe
            found.append(difference("recipe `\(recipe.value)` has changed", recipe.location))
        }
        if old.boundaryFile != new.boundaryFile {
            let source = manifest.boundary.listed?.source ?? "of the lock"
            found.append(
                difference(
                    "the boundary file \(source) has changed", manifest.boundary.recipe.location))
        }
        if old.runtime != new.runtime {
            found.append(difference("the kernel-side runtime has changed", nil))
        }
        if old.manifest != new.manifest {
            found.append(
                difference("the manifest has changed", SourceLocation(file: manifest.path)))
        }
        return found
    }

    private func difference(_ message: String, _ location: SourceLocation?) -> Diagnostic {
        Diagnostic(.lockOutdated, at: location, message)
    }
}
