// SPDX-License-Identifier: Apache-2.0
import Support

/// Which scheduler runs: the kernel's own, or a variant.
package enum SchedulerState: Sendable, Hashable {
    case stock
    /// `content` tells builds of one version apart; nil for a package made before it
    /// was recorded, and for a loaded variant that nobody knows the package of.
    case variant(VariantName, version: String, content: Digest? = nil)
}

extension SchedulerState {
    /// Two states in words; the beginning of the contents where nothing else tells
    /// them apart.
    package static func describe(_ a: SchedulerState, _ b: SchedulerState) -> (String, String) {
        guard a != b, a.description == b.description else { return ("\(a)", "\(b)") }
        return (a.withContent, b.withContent)
    }

    private var withContent: String {
        guard case .variant(_, _, let content) = self else { return description }
        return "\(self) (\(content?.short ?? "unknown"))"
    }
}

extension SchedulerState: CustomStringConvertible {
    package var description: String {
        switch self {
        case .stock: "stock"
        case .variant(let name, let version, _): "\(name) \(version)"
        }
    }
}

/// `null` for stock, else `{"name": …, "version": …, "content": …}`.
extension SchedulerState: Codable {
    private struct Variant: Codable {
        var name: VariantName
        var version: String
        var content: Digest?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .stock
        } else {
            let variant = try container.decode(Variant.self)
            self = .variant(variant.name, version: variant.version, content: variant.content)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .stock: try container.encodeNil()
        case .variant(let name, let version, let content):
            try container.encode(Variant(name: name, version: version, content: content))
        }
    }
}
