// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Dispatch
import Glibc
import SystemPackage

/// Runs `work` on the one thread that this process lends to librpm, in the
/// order of the calls, off the cooperative pool: a transaction blocks for as
/// long as its disk does, and librpm is not safe from two threads.
///
/// Synchronous callers may use this module directly; each call then waits for
/// the ones before it.
package func withRPM<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Library.queue.async {
            continuation.resume(with: Swift.Result { try work() })
        }
    }
}

/// librpm's process-wide state: its configuration, its macros, its log and the
/// rule that one thread at a time is inside.
enum Library {
    static let queue = DispatchQueue(label: "librpm")

    /// Lines of the log since the present call began. Touched only inside the lock.
    nonisolated(unsafe) private static var lines: [String] = []
    nonisolated(unsafe) private static var depth = 0
    nonisolated(unsafe) private static let lock: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        pthread_mutex_init(mutex, &attributes)
        return mutex
    }()

    /// Runs `body` with librpm configured and its log captured. `log` gives what
    /// librpm has logged since the outermost call began: warnings and worse.
    ///
    /// - Parameter databasePath: replaces librpm's configured `_dbpath` meanwhile.
    static func call<Value: ~Copyable>(
        databasePath: FilePath? = nil,
        _ body: (_ log: () -> [String]) throws(RPMError) -> Value
    ) throws(RPMError) -> Value {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if depth == 0 { lines = [] }
        depth += 1
        defer { depth -= 1 }
        guard configured else { throw .configuration(log: lines) }
        if let databasePath {
            rpmPushMacro(nil, "_dbpath", nil, databasePath.string, RMIL_CMDLINE)
        }
        defer { if databasePath != nil { rpmPopMacro(nil, "_dbpath") } }
        return try body { lines }
    }

    static func expand(_ macro: String) -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard rpmExpandMacros(nil, macro, &text, 0) >= 0, let text else { return "" }
        defer { free(text) }
        return String(cString: text)
    }

    private static let configured: Bool = {
        rpmlogSetCallback(
            { record, _ in
                Library.note(record)
                return 0
            }, nil)
        guard rpmReadConfigFiles(nil, nil) == 0 else { return false }
        // Debian asks a shell for the user's home directory; where there is no such
        // shell the answer is empty, and librpm would take the root directory.
        if expand("%{?_dbpath}").isEmpty {
            let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
            rpmPushMacro(nil, "_dbpath", nil, home + "/.rpmdb", RMIL_RPMRC)
        }
        return true
    }()

    private static func note(_ record: rpmlogRec?) {
        guard rpmlogRecPriority(record).rawValue <= RPMLOG_WARNING.rawValue,
            let message = rpmlogRecMessage(record)
        else { return }
        var line = String(cString: message)
        while line.last?.isNewline == true { line.removeLast() }
        if !line.isEmpty { lines.append(line) }
    }
}
