// SPDX-License-Identifier: Apache-2.0
internal import CRPM
internal import CShim
import Glibc
import SystemPackage

/// One change of a transaction. All changes of a transaction happen in one
/// order that librpm chooses; files handed from an erased package to an
/// installed one are no conflict.
package enum RPMChange: Hashable, Sendable {
    /// Beside whatever is installed under the same name, older or newer: one
    /// variant for several kernels.
    case install(FilePath)
    /// In place of every older installed package of the same name.
    case upgrade(FilePath)
    /// The same build once more, where its files were damaged.
    case reinstall(FilePath)
    case erase(NEVRA)
}

/// How a transaction runs; the default makes the changes and refuses older versions.
package struct RPMTransactionOptions: Hashable, Sendable {
    /// Everything is checked and nothing is changed.
    package var dryRun = false
    /// An `upgrade` may go to an older version.
    package var allowsOlder = false
}

/// What a running transaction tells.
package enum RPMProgress: Hashable, Sendable {
    case installing(String, bytes: Int, of: Int)
    case erasing(String)
}

extension RPMDatabase {
    /// Runs the changes as one transaction and blocks until it is over.
    ///
    /// - Throws: `RPMError.refused` with every problem when nothing was changed;
    ///   `.incomplete` when librpm stopped on the way (a scriptlet that refused,
    ///   a full disk). Signature and digest policy is the host's.
    package mutating func run(
        _ changes: [RPMChange], options: RPMTransactionOptions = .init(),
        progress: (RPMProgress) -> Void = { _ in }
    ) throws(RPMError) {
        let (set, databasePath) = (set, databasePath)
        try Library.call(databasePath: databasePath) { (log) throws(RPMError) in
            defer {
                rpmtsEmpty(set)
                rpmtsSetNotifyCallback(set, nil, nil)
            }
            var keys: [UnsafeMutablePointer<CChar>] = []
            defer { keys.forEach { free($0) } }
            for change in changes { try add(change, &keys, log) }
            rpmtsSetFlags(
                set, options.dryRun ? rpmtransFlags(RPMTRANS_FLAG_TEST.rawValue) : 0)
            guard rpmtsCheck(set) == 0 else { throw .refused(problems: [], log: log()) }
            let missing = collectProblems(set)
            guard missing.isEmpty else { throw .refused(problems: missing, log: log()) }
            guard rpmtsOrder(set) == 0 else { throw .refused(problems: [], log: log()) }
            rpmtsClean(set)
            let mindsAge = changes.contains { if case .upgrade = $0 { true } else { false } }
            try execute(ignoringAge: options.allowsOlder || !mindsAge, log, progress)
        }
    }

    private func add(
        _ change: RPMChange, _ keys: inout [UnsafeMutablePointer<CChar>], _ log: () -> [String]
    ) throws(RPMError) {
        switch change {
        case .install(let path), .upgrade(let path), .reinstall(let path):
            let key = strdup(path.string)!
            keys.append(key)
            let result = try withHeader(path, set, log) { (header) throws(RPMError) in
                if case .reinstall = change {
                    return rpmtsAddReinstallElement(set, header, key)
                }
                if case .upgrade = change {
                    return rpmtsAddInstallElement(set, header, key, 1, nil)
                }
                return rpmtsAddInstallElement(set, header, key, 0, nil)
            }
            guard result == 0 else { throw .refused(problems: [], log: log()) }
        case .erase(let nevra):
            try addErasure(nevra, log)
        }
    }

    private func addErasure(_ nevra: NEVRA, _ log: () -> [String]) throws(RPMError) {
        let iterator = rpmtsInitIterator(set, rpmDbiTagVal(RPMDBI_NAME.rawValue), nevra.name, 0)
        defer { rpmdbFreeIterator(iterator) }
        var count = 0
        while let header = rpmdbNextIterator(iterator) {
            guard readPackage(header).nevra == nevra else { continue }
            let offset = CInt(bitPattern: rpmdbGetIteratorOffset(iterator))
            guard rpmtsAddEraseElement(set, header, offset) == 0 else {
                throw .refused(problems: [], log: log())
            }
            count += 1
        }
        if count == 0 { throw .notInstalled("\(nevra)") }
    }

    private func execute(
        ignoringAge: Bool, _ log: () -> [String], _ progress: (RPMProgress) -> Void
    ) throws(RPMError) {
        // Debian's own librpm refuses to work on a Debian system without this bit
        // (rpmprob.h there, RPMPROB_FILTER_DEBIAN); others do not know it.
        var ignored: UInt32 = 1 << 10
        if Self.hasNoSize(root) {
            ignored |= RPMPROB_FILTER_DISKSPACE.rawValue | RPMPROB_FILTER_DISKNODES.rawValue
        }
        if ignoringAge { ignored |= RPMPROB_FILTER_OLDPACKAGE.rawValue }
        let scripts = try ScriptOutput()
        rpmtsSetScriptFd(set, scripts.file)
        defer { rpmtsSetScriptFd(set, nil) }
        let result = withoutActuallyEscaping(progress) { progress in
            var session = TransactionSession(progress: progress)
            return withUnsafeMutablePointer(to: &session) { pointer in
                rpmtsSetNotifyCallback(set, notify, pointer)
                return rpmtsRun(set, nil, rpmprobFilterFlags(ignored))
            }
        }
        let problems = result > 0 ? collectProblems(set) : []
        guard problems.isEmpty else { throw .refused(problems: problems, log: log()) }
        guard result == 0 else { throw .incomplete(log: log() + scripts.lines()) }
    }
}

extension RPMDatabase {
    /// ramfs (an initramfs may live in one) tells neither size nor free space;
    /// librpm would take that for a full disk.
    private static func hasNoSize(_ root: FilePath) -> Bool {
        var status = statvfs()
        return root.withPlatformString { statvfs($0, &status) } == 0 && status.f_blocks == 0
    }
}

/// What scriptlets write to standard error, kept in a file without a name.
private struct ScriptOutput: ~Copyable {
    let file: FD_t

    init() throws(RPMError) {
        let descriptor = sched_memory_file("scriptlets")
        guard descriptor >= 0, let file = fdDup(descriptor) else {
            throw .file(
                operation: "create", path: "memfd:scriptlets", errno: Errno(rawValue: -descriptor))
        }
        close(descriptor)
        self.file = file
    }

    deinit { Fclose(file) }

    func lines() -> [String] {
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = pread(Fileno(file), &bytes, bytes.count, 0)
        let text = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map(String.init)
    }
}
