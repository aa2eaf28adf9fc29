// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// What one entry of the manifest's `base.kernel` asks for.
package enum KernelRequest: Sendable, Equatable, CustomStringConvertible {
    case exact(KernelRelease)
    /// Shell wildcards: `*` any text, `?` any one byte.
    case pattern(String)
    /// The newest cloud kernel of a series such as `6.1`.
    case newest(series: String)

    /// - Parameter recipe: the boundary recipe's name, such as `linux-6.1`; its
    ///   series is what `newest` means.
    package init(_ text: String, recipe: String) {
        if text == "newest" {
            let series = recipe.split(separator: "-").last.map(String.init) ?? recipe
            self = .newest(series: series)
        } else if text.utf8.contains(where: { "*?".utf8.contains($0) }) {
            self = .pattern(text)
        } else {
            self = .exact(KernelRelease(text))
        }
    }

    package var description: String {
        switch self {
        case .exact(let release): "kernel \(release)"
        case .pattern(let text): "kernel matching `\(text)`"
        case .newest(let series): "newest cloud-amd64 kernel of \(series)"
        }
    }

    package func accepts(_ release: KernelRelease) -> Bool {
        switch self {
        case .exact(let wanted): wanted == release
        case .pattern(let text): matches(Array(text.utf8)[...], Array(release.rawValue.utf8)[...])
        case .newest(let series):
            release.series == series && release.rawValue.hasSuffix("-cloud-amd64")
        }
    }
}

/// Whether the whole text matches the pattern. After a `*` that led nowhere the
/// search goes on one byte later, so the time is at most pattern times text.
private func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var (p, t) = (pattern.startIndex, text.startIndex)
    var retry: (p: Int, t: Int)?
    while t < text.endIndex {
        if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
            retry = (p + 1, t)
            p += 1
        } else if p < pattern.endIndex, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
            p += 1
            t += 1
        } else if let last = retry {
            retry = (last.p, last.t + 1)
            (p, t) = (last.p, last.t + 1)
        } else {
            return false
        }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
}
