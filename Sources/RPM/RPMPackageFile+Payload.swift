// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc
import SystemPackage

extension RPMPackageFile {
    /// The bytes of regular files of the package, by their installed path; for
    /// looking into a package before it is installed.
    ///
    /// - Parameters:
    ///   - wanted: which files to read.
    ///   - limit: bytes of one file; a larger one is an error.
    /// - Throws: `RPMError.notVerified` when the archive is damaged.
    package func contents(
        where wanted: (String) -> Bool, limit: Int = 64 << 20
    ) throws(RPMError) -> [String: [UInt8]] {
        try Library.call { (log) throws(RPMError) in
            guard let file = Fopen(path.string, "r.ufdio"), Ferror(file) == 0 else {
                throw .file(operation: "open", path: path, errno: Errno(rawValue: errno))
            }
            defer { Fclose(file) }
            let set = rpmtsCreate()
            defer { rpmtsFree(set) }
            var header: CRPM.Header?
            _ = rpmReadPackageFile(set, file, path.string, &header)
            defer { headerFree(header) }
            guard let header else { throw .notAPackage(path, log: log()) }
            let compressor =
                headerGetString(header, rpmTagVal(RPMTAG_PAYLOADCOMPRESSOR.rawValue))
                .map { String(cString: $0) } ?? "gzip"
            guard let archive = Fdopen(file, "r.\(compressor)") else {
                throw .notVerified(path, log: log() + ["unknown compression \(compressor)"])
            }
            return try read(archive, header, wanted, limit, log)
        }
    }

    private func read(
        _ archive: FD_t, _ header: CRPM.Header, _ wanted: (String) -> Bool, _ limit: Int,
        _ log: () -> [String]
    ) throws(RPMError) -> [String: [UInt8]] {
        let files = rpmfilesNew(nil, header, 0, UInt32(RPMFI_KEEPHEADER.rawValue))
        defer { rpmfilesFree(files) }
        guard
            let walk = rpmfiNewArchiveReader(
                archive, files, Int32(RPMFI_ITER_READ_ARCHIVE.rawValue))
        else { throw .notVerified(path, log: log()) }
        defer { rpmfiFree(walk) }
        var found: [String: [UInt8]] = [:]
        while rpmfiNext(walk) >= 0 {
            guard let name = rpmfiFN(walk).map({ String(cString: $0) }), wanted(name) else {
                continue
            }
            let size = Int(rpmfiFSize(walk))
            guard size <= limit else {
                throw .notVerified(path, log: ["\(name) has \(size) bytes"])
            }
            var bytes = [UInt8](repeating: 0, count: size)
            let count = bytes.withUnsafeMutableBytes {
                rpmfiArchiveRead(walk, $0.baseAddress, size)
            }
            guard count == size else { throw .notVerified(path, log: log()) }
            found[name] = bytes
        }
        return found
    }
}
