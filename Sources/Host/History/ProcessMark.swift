// SPDX-License-Identifier: Apache-2.0
import Glibc
import Support
import SystemPackage

/// A process that another one can recognise later: its id and its start in
/// clock ticks since boot (proc(5), /proc/pid/stat field 22). Ids are reused,
/// the pair is not within one boot.
struct ProcessMark: Equatable {
    var id: Int64
    var start: Int64

    static var own: ProcessMark {
        let id = Int64(getpid())
        return ProcessMark(id: id, start: start(of: id) ?? 0)
    }

    var isAlive: Bool { Self.start(of: id) == start }

    private static func start(of id: Int64) -> Int64? {
        guard let text = try? Files.readText(FilePath("/proc/\(id)/stat")) else { return nil }
        return startTicks(text)
    }

    /// The name in field 2 is in parentheses and may hold anything, also `)`.
    static func startTicks(_ stat: String) -> Int64? {
        guard let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: name)...].split(separator: " ")
        // The first one here is field 3. A zombie is dead already.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int64(fields[19])
    }
}
