// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import Support
import SystemPackage

/// What a verb could not do, where no stage below has a word for it.
package enum OperationError: Failure, Equatable {
    case unknownVariant(VariantName, available: [String], repositories: [FilePath])
    /// The directory is no repository.
    case noRepository(FilePath)
    /// Neither a file nor the name of a ready manifest.
    case unknownManifest(String, available: [String])
    case badName(String)
    /// Nothing of kernel/sched or of a sidecar's file has this name.
    case unknownFunction(String, KernelRelease, isElsewhere: Bool, near: [String])
    /// Neither installed nor in a repository.
    case noSuchVariant(VariantName, available: [String])
    /// There are packages of it, but for other kernels.
    case otherKernels(VariantName, KernelRelease, available: [KernelRelease])
    /// A package without something that it must have.
    case incompletePackage(FilePath, missing: String)
    case noManifests(FilePath)

    package var description: String {
        switch self {
        case .unknownVariant(let name, _, let repositories):
            return "no package of \(name) in "
                + (repositories.isEmpty
                    ? "any repository" : repositories.map(\.string).joined(separator: ", "))
        case .noRepository(let directory): return "there is no repository in \(directory)"
        case .unknownManifest(let name, _):
            return "there is no file `\(name)` and no ready manifest of that name"
        case .badName(let text):
            return "`\(text)` is not a variant's name"
        case .unknownFunction(let name, let kernel, let isElsewhere, _):
            return isElsewhere
                ? "\(name) is a function of \(kernel), but not of its scheduler"
                : "\(kernel) has no function or variable `\(name)` in its scheduler"
        case .noSuchVariant(let name, _):
            return "\(name) is neither installed nor in a repository"
        case .otherKernels(let name, let kernel, _):
            return "\(name) is not built for kernel \(kernel)"
        case .incompletePackage(let path, let missing):
            return "\(path) has no \(missing)"
        case .noManifests(let directory): return "\(directory) has no manifest"
        }
    }

    package var hint: String? {
        switch self {
        case .unknownVariant(_, let available, _):
            return available.isEmpty
                ? "name a repository with --repo, or publish with `sched add`"
                : "there are: \(available.joined(separator: ", "))"
        case .noRepository: return "name one with --repo, or publish with `sched add`"
        case .unknownManifest(_, let available):
            return available.isEmpty ? nil : "ready are: \(available.joined(separator: ", "))"
        case .unknownFunction(_, _, let isElsewhere, let near):
            if isElsewhere { return "`sidecars:` of a manifest can replace it: docs/manifest.md" }
            return near.isEmpty
                ? "`sched boundary` lists what there is"
                : "did you mean \(near.joined(separator: " or "))?"
        case .noSuchVariant(_, let available):
            return available.isEmpty
                ? "name a repository with --repo"
                : "there are: \(available.joined(separator: ", "))"
        case .otherKernels(_, _, let available):
            return "it is built for: "
                + available.map(\.rawValue).joined(separator: ", ")
        case .incompletePackage: return "build it anew with `sched add --force`"
        case .noManifests: return "name one with --variant"
        case .badName:
            return
                "a name has small letters, digits, `.`, `+` and `-`, begins with a letter or digit and has at most \(VariantName.maximumLength) of them"
        }
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .badName, .noManifests, .unknownManifest: .usage
        default: .failed
        }
    }
}
