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

    /// The flavour that a pattern names behind its last wildcard: `amd64` of
    /// `6.1.0-*-amd64`, which is not to mean rt-amd64. Nil where it names none.
    private static func flavour(endingIn pattern: String) -> Substring? {
        let end = pattern.lastIndex { $0 == "*" || $0 == "?" }
            .map { pattern[pattern.index(after: $0)...] }
        guard let end, let dash = end.firstIndex(of: "-") else { return nil }
        return end[end.index(after: dash)...]
    }

    /// `cloud-amd64` of 6.1.0-56-cloud-amd64, whose ABI is a word of its own, and of
    /// 6.12.117+deb12-cloud-amd64, whose is not.
    private static func flavour(_ release: KernelRelease) -> Substring {
        let words = release.rawValue.split(separator: "-").dropFirst()
        return words.drop { $0.allSatisfy(\.isNumber) }.joined(separator: "-")[...]
    }

    /// Whether the entry may be resolved to that release. `newest` accepts every release of
    /// its series; which one is newest is not decided here.
    package func accepts(_ release: KernelRelease) -> Bool {
        switch self {
        case .exact(let wanted): wanted == release
        case .pattern(let glob):
            glob.matches(release.rawValue)
                && Self.flavour(endingIn: glob.text).map { $0 == Self.flavour(release) } ?? true
        case .newest(let series):
            release.series == series && release.rawValue.hasSuffix("-cloud-amd64")
        }
    }
}
