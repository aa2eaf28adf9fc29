// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support
import SystemPackage

/// The documents of one variant, wherever they lie.
struct VariantFiles {
    static let names = [
        InstalledLayout.record, InstalledLayout.boundary, InstalledLayout.redirects,
        InstalledLayout.lock,
    ]

    let origin: FilePath
    private var bytes: [String: [UInt8]] = [:]

    init(origin: FilePath, _ read: (String) throws -> [UInt8]?) rethrows {
        self.origin = origin
        for name in Self.names { bytes[name] = try read(name) }
    }

    func profile(source: String) throws -> VariantProfile {
        VariantProfile(
            record: try decoded(InstalledLayout.record),
            boundary: try decoded(InstalledLayout.boundary),
            redirects: (try decoded(InstalledLayout.redirects) as [Redirect]).count,
            patches: (try decoded(InstalledLayout.lock) as Lock).patches,
            changedFunctions: (try decoded(InstalledLayout.record) as Changes).changedFunctions,
            source: source)
    }

    /// A record that lists what the variant changes; older ones do not.
    private struct Changes: Decodable {
        var changedFunctions: [String]?
    }

    private func decoded<Value: Decodable>(_ name: String) throws -> Value {
        guard let bytes = bytes[name] else {
            throw OperationError.incompletePackage(origin, missing: name)
        }
        return try CanonicalJSON.decode(from: bytes)
    }
}
