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

    func info(source: String) throws -> VariantInfo {
        let record: VariantRecord = try decoded(InstalledLayout.record)
        return VariantInfo(
            profile: try profile(record, source: source), content: record.content)
    }

    private func profile(_ record: VariantRecord, source: String) throws -> VariantProfile {
        VariantProfile(
            record: record,
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

/// What `sched info` shows of one package.
@dynamicMemberLookup
package struct VariantInfo: Sendable, Equatable {
    /// What the variant is.
    package var profile: VariantProfile
    /// Tells builds of one version apart; nil when the package does not say.
    package var content: Digest?

    package subscript<Value>(dynamicMember path: KeyPath<VariantProfile, Value>) -> Value {
        profile[keyPath: path]
    }

    /// For a terminal.
    package var text: String {
        profile.text + "\n  content   " + (content?.hex ?? "not recorded in this package")
    }
}

/// The keys of profile and content are those of one object.
extension VariantInfo: Codable {
    private enum Key: String, CodingKey { case content }

    package init(from decoder: any Decoder) throws {
        profile = try VariantProfile(from: decoder)
        content = try decoder.container(keyedBy: Key.self)
            .decodeIfPresent(Digest.self, forKey: .content)
    }

    package func encode(to encoder: any Encoder) throws {
        try profile.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(content, forKey: .content)
    }
}
