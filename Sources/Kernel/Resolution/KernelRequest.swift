// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// What one entry of the manifest's `base.kernel` asks for.
package enum KernelRequest: Sendable, Equatable, CustomStringConvertible {
    case exact(KernelRelease)
    /// Shell wildcards: `*` any text, `?` any one byte.
    case pattern(Glob)
    /// The newest cloud kernel of a series such as `6.1`.
    case newest(series: String)

    /// - Parameter recipe: the boundary recipe's name, such as `linux-6.1`; its
    ///   series is what `newest` means.
    package init(_ text: String, recipe: String) {
        if text == "newest" {
            let series = recipe.split(separator: "-").last.map(String.init) ?? recipe
            self = .newest(series: series)
        } else if Glob.isPattern(text) {
            self = .pattern(Glob(text))
        } else {
            self = .exact(KernelRelease(text))
        }
    }

    package var description: String {
        switch self {
        case .exact(let release): "kernel \(release)"
        case .pattern(let glob): "kernel matching `\(glob)`"
        case .newest(let series): "newest cloud-amd64 kernel of \(series)"
        }
    }

    /// Whether the entry may be resolved to that release. `newest` accepts every release of
    /// its series; which one is newest is not decided here.
    package func accepts(_ release: KernelRelease) -> Bool {
        switch self {
        case .exact(let wanted): wanted == release
        case .pattern(let glob): glob.matches(release.rawValue)
        case .newest(let series):
            release.series == series && release.rawValue.hasSuffix("-cloud-amd64")
        }
    }
}
