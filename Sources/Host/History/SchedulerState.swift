// SPDX-License-Identifier: Apache-2.0
import Support

/// Which scheduler runs: the kernel's own, or a variant.
package enum SchedulerState: Sendable, Hashable {
    case stock
    case variant(VariantName, version: String)
}

extension SchedulerState: CustomStringConvertible {
    package var description: String {
        switch self {
        case .stock: "stock"
        case .variant(let name, let version): "\(name) \(version)"
        }
    }
}

/// `null` for stock, else `{"name": …, "version": …}`.
extension SchedulerState: Codable {
    private struct Variant: Codable {
        var name: VariantName
        var version: String
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .stock
        } else {
            let variant = try container.decode(Variant.self)
            self = .variant(variant.name, version: variant.version)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .stock: try container.encodeNil()
        case .variant(let name, let version):
            try container.encode(Variant(name: name, version: version))
        }
    }
}
