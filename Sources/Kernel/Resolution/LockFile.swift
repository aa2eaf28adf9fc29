// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// `<variant>.lock` beside the manifest: JSON with sorted keys, two spaces and a
/// newline at the end, so that a change is a small diff.
package enum LockFile {
    /// `latency-tuned.lock` beside `latency-tuned.yaml`.
    package static func path(of manifest: Manifest) -> FilePath {
        FilePath(manifest.path).removingLastComponent()
            .appending(manifest.name.value.rawValue + ".lock")
    }

    /// - Returns: nil when there is no such file.
    /// - Throws: `DiagnosticsError` for a file that is not a lock of this schema.
    package static func load(_ path: FilePath) throws -> Lock? {
        guard Files.exists(path) else { return nil }
        return try decode(try Files.read(path, limit: 16 << 20), file: path.string)
    }

    static func decode(_ bytes: [UInt8], file: String) throws(DiagnosticsError) -> Lock {
        struct Version: Decodable { var schema: Int }
        let place = SourceLocation(file: file)
        let again = "remove it and run the command again to resolve anew"
        guard let version = try? CanonicalJSON.decode(Version.self, from: bytes) else {
            throw DiagnosticsError(
                Diagnostic(.lockInvalid, at: place, "this is not a lock file", hint: again))
        }
        guard version.schema == Lock.currentSchema else {
            throw DiagnosticsError(
                Diagnostic(
                    .lockSchemaUnknown, at: place,
                    "the lock has schema \(version.schema); this sched reads \(Lock.currentSchema)",
                    hint: "use the sched that wrote it, or " + again))
        }
        do { return try CanonicalJSON.decode(from: bytes) } catch {
            throw DiagnosticsError(
                Diagnostic(
                    .lockInvalid, at: place, "the lock cannot be read",
                    notes: [described(error)], hint: again))
        }
    }

    /// Where and why, without the decoder's own wording of types.
    private static func described(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        let context: DecodingError.Context
        switch error {
        case .keyNotFound(let key, let inner):
            return "`\(keyPath(inner.codingPath + [key]))` is missing"
        case .typeMismatch(_, let inner), .valueNotFound(_, let inner), .dataCorrupted(let inner):
            context = inner
        @unknown default: return "\(error)"
        }
        return "`\(keyPath(context.codingPath))`: \(context.debugDescription)"
    }

    private static func keyPath(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }

    static func encode(_ lock: Lock) throws -> [UInt8] {
        try CanonicalJSON.document(lock)
    }

    /// Writes only when the content changes, by one rename.
    /// - Returns: whether it wrote.
    @discardableResult
    package static func store(_ lock: Lock, at path: FilePath) throws -> Bool {
        let bytes = try encode(lock)
        if Files.exists(path), try Files.read(path) == bytes { return false }
        try Files.replace(path, with: bytes)
        return true
    }
}
