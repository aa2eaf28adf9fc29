// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

enum KernelDiagnostics {
    /// Releases named in a hint; more would hide the message.
    private static let shown = 6

    /// - Parameters:
    ///   - missing: packages that candidates lack.
    ///   - available: every release with a debug package, newest first.
    static func notFound(
        _ request: KernelRequest, missing: [String], available: [KernelRelease]
    ) -> Diagnostic {
        if available.isEmpty, missing.isEmpty {
            return Diagnostic(
                .kernelListsMissing, .error, "apt's package lists hold no kernel at all",
                hint: "run `apt-get update`")
        }
        if !missing.isEmpty {
            return Diagnostic(
                .kernelPackagesIncomplete, .error,
                "the \(request) cannot be built for: not all of its packages are available",
                notes: missing.prefix(shown * 2).map { "\($0) is missing" },
                hint: hint(request, available))
        }
        return Diagnostic(
            .kernelNotFound, .error, "there is no \(request) with a debug package",
            hint: hint(request, available))
    }

    /// Releases most like the wanted one first: the same series and flavour.
    private static func hint(_ request: KernelRequest, _ available: [KernelRelease]) -> String {
        let alike = available.filter { release in
            switch request {
            case .exact(let wanted):
                isAlike(wanted, release)
            case .pattern: false
            case .newest(let series): release.series == series
            }
        }
        let names = (alike.isEmpty ? available : alike).prefix(shown).map(\.rawValue)
        if names.isEmpty { return "run `apt-get update`, which may bring others" }
        return "available are \(names.joined(separator: ", ")); "
            + "`apt-get update` may bring others"
    }

    /// Of the same series and flavour.
    static func isAlike(_ a: KernelRelease, _ b: KernelRelease) -> Bool {
        a.series == b.series && flavour(a) == flavour(b)
    }

    /// `cloud-amd64` of `6.1.0-56-cloud-amd64`.
    private static func flavour(_ release: KernelRelease) -> Substring {
        let parts = release.rawValue.split(separator: "-", maxSplits: 2)
        return parts.count == 3 ? parts[2] : parts.last ?? ""
    }
}
