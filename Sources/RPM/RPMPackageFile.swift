// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc
import SystemPackage

// An RPM file is a lead (96 bytes, historic), a signature header, padding to a
// multiple of 8, the main header, then the compressed cpio archive. Either
// header is: magic 8e ad e8 01, 4 reserved bytes, the number of index entries
// and the bytes of data (both 32-bit big endian), 16 bytes for each entry, the
// data. Source: docs/manual/format.md of rpm.

/// A package file whose header has been read and whose header digests and
/// signatures hold. A package without a signature is accepted; the digest of
/// the archive is checked when the package is installed.
package struct RPMPackageFile: Hashable, Sendable {
    /// The file that was read.
    package var path: FilePath
    /// What its main header says.
    package var package: RPMPackage
    /// Bytes of the whole file.
    package var size: Int
    /// Where the main header lies in the file, as repository metadata wants it.
    package var headerRange: Range<Int>

    /// - Throws: `RPMError.notAPackage` for a file of another kind,
    ///   `.notVerified` for one with a wrong digest or signature.
    package init(_ path: FilePath) throws(RPMError) {
        let (size, range) = try Self.locateHeader(path)
        self.path = path
        self.size = size
        headerRange = range
        package = try Library.call { (log) throws(RPMError) in
            let set = rpmtsCreate()
            defer { rpmtsFree(set) }
            // librpm would make a database only to look for keys in it.
            if access(Library.expand("%{_dbpath}"), F_OK) != 0 {
                let keys = rpmKeyringNew()
                rpmtsSetKeyring(set, keys)
                rpmKeyringFree(keys)
            }
            return try withHeader(path, set, log) { (header) throws(RPMError) in
                readPackage(header)
            }
        }
    }

    /// SHA-256 of the whole file: the `pkgid` of repository metadata.
    package func sha256() throws(RPMError) -> String { try SHA256.hex(of: path) }

    private static func locateHeader(_ path: FilePath) throws(RPMError) -> (Int, Range<Int>) {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                let size = Int(try descriptor.seek(offset: 0, from: .end))
                let signature = 96
                let start = try headerEnd(descriptor, signature).roundedUp(to: 8)
                let end = try headerEnd(descriptor, start)
                guard end <= size else { throw RPMError.notAPackage(path, log: []) }
                return (size, start..<end)
            }
        } catch let error as RPMError {
            throw error
        } catch let errno as Errno where errno == .illegalByteSequence {
            throw .notAPackage(path, log: [])
        } catch {
            throw .file(operation: "read", path: path, errno: error as? Errno ?? .ioError)
        }
    }

    private static func headerEnd(_ file: FileDescriptor, _ offset: Int) throws(Errno) -> Int {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count: Int
        do {
            count = try bytes.withUnsafeMutableBytes {
                try file.read(fromAbsoluteOffset: Int64(offset), into: $0)
            }
        } catch { throw error as? Errno ?? .ioError }
        guard count == 16, bytes.starts(with: [0x8e, 0xad, 0xe8, 0x01]) else {
            throw .illegalByteSequence
        }
        func word(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        return offset + 16 + word(8) * 16 + word(12)
    }
}

extension Int {
    fileprivate func roundedUp(to unit: Int) -> Int { (self + unit - 1) / unit * unit }
}

/// Opens the package file, verifies what the host's configuration asks for and
/// lends the header. Only inside `Library.call`.
func withHeader<Value>(
    _ path: FilePath, _ set: rpmts?, _ log: () -> [String],
    _ body: (_ header: CRPM.Header?) throws(RPMError) -> Value
) throws(RPMError) -> Value {
    guard let file = Fopen(path.string, "r.ufdio"), Ferror(file) == 0 else {
        throw .file(operation: "open", path: path, errno: Errno(rawValue: errno))
    }
    defer { Fclose(file) }
    var header: CRPM.Header?
    let result = rpmReadPackageFile(set, file, path.string, &header)
    defer { headerFree(header) }
    switch result {
    // NOTTRUSTED, NOKEY: signed by a key that the host does not know. Whether that
    // is acceptable is decided by the host's _pkgverify_level when it installs.
    case RPMRC_OK, RPMRC_NOTTRUSTED, RPMRC_NOKEY: return try body(header)
    case RPMRC_NOTFOUND: throw .notAPackage(path, log: log())
    default: throw .notVerified(path, log: log())
    }
}
