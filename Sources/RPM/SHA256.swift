// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc
import SystemPackage

/// SHA-256 (FIPS 180-4) of bytes as they come, computed by librpmio, which uses
/// the processor's own instructions where it has them.
///
/// Unlike the rest of librpm a digest shares no state with others: several may
/// be computed on several threads at once.
package struct SHA256: ~Copyable {
    private var context: DIGEST_CTX?

    /// Begins a digest of no bytes.
    package init() {
        _ = Self.initialised
        context = rpmDigestInit(CInt(RPM_HASH_SHA256.rawValue), 0)
        precondition(context != nil, "librpmio has no SHA-256")
    }

    deinit {
        if let context { rpmDigestFinal(context, nil, nil, 0) }
    }

    /// Goes on with these bytes; any number of calls gives the digest of all bytes in a
    /// row.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        if let base = bytes.baseAddress { rpmDigestUpdate(context, base, bytes.count) }
    }

    /// Goes on with these bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest in lower-case hexadecimal. Nothing can be added after it.
    package consuming func finish() -> String {
        var text: UnsafeMutableRawPointer?
        rpmDigestFinal(context, &text, nil, 1)
        context = nil
        guard let text else { preconditionFailure("librpmio gave no digest") }
        defer { free(text) }
        return String(cString: text.assumingMemoryBound(to: CChar.self))
    }

    /// librpmio initialises its crypto library once; not safe from two threads.
    private static let initialised: Bool = rpmInitCrypto() == 0
}

extension SHA256 {
    /// The digest of bytes that are in memory, in lower-case hexadecimal.
    package static func hex(of bytes: [UInt8]) -> String {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finish()
    }

    /// The digest of the text's UTF-8.
    package static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

    /// Reads the file once from start to end; holds 1 MiB of it at a time.
    package static func hex(of file: FilePath) throws(RPMError) -> String {
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                posix_fadvise(descriptor.rawValue, 0, 0, POSIX_FADV_SEQUENTIAL)
                var digest = SHA256()
                let buffer = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: 1 << 20, alignment: 64)
                defer { buffer.deallocate() }
                while true {
                    let count = try descriptor.read(into: buffer)
                    if count == 0 { return digest.finish() }
                    digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                }
            }
        } catch {
            throw .file(operation: "read", path: file, errno: error as? Errno ?? .ioError)
        }
    }
}
