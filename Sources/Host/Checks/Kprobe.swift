// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// One line of /sys/kernel/debug/kprobes/list.
package struct Kprobe: Sendable, Equatable {
    /// The function that the probe stands in, without `+offset`.
    package var symbol: String
    /// Of the probed instruction from the symbol.
    package var offset: Int
    /// nil when the kernel hides it.
    package var address: UInt64?
    /// Uses ftrace's slot at the function's entry and overwrites nothing.
    package var usesFtrace: Bool
    /// A five-byte jump in place of a breakpoint.
    package var isOptimized: Bool
}

extension Kprobe {
    static func list(_ root: HostRoot) -> [Kprobe] {
        parse(root.textIfReadable("/sys/kernel/debug/kprobes/list") ?? "")
    }

    /// Lines such as (report_probe in kernel/kprobes.c, 6.1)
    /// `ffffffffa2217045  k  do_nanosleep+0x5    [OPTIMIZED]`; a module's name may
    /// stand behind the symbol.
    static func parse(_ text: String) -> [Kprobe] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 3, let plus = words[2].lastIndex(of: "+"),
                let offset = Int(words[2][plus...].dropFirst(3), radix: 16)
            else { return nil }
            let address = UInt64(words[0], radix: 16)
            return Kprobe(
                symbol: String(words[2][..<plus]), offset: offset,
                address: address == 0 ? nil : address,
                usesFtrace: line.contains("[FTRACE]"), isOptimized: line.contains("[OPTIMIZED]"))
        }
    }

    /// Bytes that a redirect overwrites: a jump with a 32-bit displacement.
    static let redirectSize = 5

    /// Whether it and the redirect write to the same bytes.
    ///
    /// - Parameter kaslrOffset: nil when unknown; names and offsets decide then.
    func overlaps(_ redirect: Redirect, kaslrOffset: UInt64?) -> Bool {
        if usesFtrace { return false }
        let own: Int
        if let address, let kaslrOffset {
            let distance = Int64(bitPattern: address &- (redirect.address &+ kaslrOffset))
            own = Int(distance)
        } else if symbol == redirect.symbol {
            own = offset
        } else {
            return false
        }
        let size = isOptimized ? Self.redirectSize : 1
        let site = redirect.siteOffset
        return own < site + Self.redirectSize && site < own + size
    }
}
