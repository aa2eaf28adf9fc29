// SPDX-License-Identifier: Apache-2.0
import Contract
import Manifest
import RPM
import Support

/// What a package is, whoever packs it and when: the files that it installs, and
/// what its spec says of them. The same inputs give the same content, and other
/// content another digest, which stands in the record, in a provide and, shortened,
/// in the RPM's Release.
struct PackageContent {
    /// By name. The record tells `digest`.
    let files: [String: [UInt8]]
    let record: VariantRecord
    /// SHA-256 of names and contents of all files and of the filled spec, both
    /// without the digest itself.
    let digest: Digest

    /// - Parameters:
    ///   - files: all but the record.
    ///   - spec: the filled spec for a record and the names of all files.
    init(
        files: [String: [UInt8]], record: VariantRecord,
        spec: (VariantRecord, _ files: [String]) throws -> String
    ) throws {
        var all = files
        var record = record
        record.content = nil
        all[InstalledLayout.record] = try CanonicalJSON.document(record)
        let names = all.keys.sorted()
        let list = names.map { "\($0) \(SHA256.hex(of: all[$0] ?? []))\n" }.joined()
        digest = Digest(hex: SHA256.hex(of: list + (try spec(record, names))))
        record.content = digest
        all[InstalledLayout.record] = try CanonicalJSON.document(record)
        self.files = all
        self.record = record
    }
}
