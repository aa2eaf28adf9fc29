// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Packaging
import Support
import SystemPackage

/// What the running kernel says of itself in /proc and /sys.
package struct RunningKernel: Sendable, Equatable {
    /// security/lockdown/lockdown.c. Both modes refuse unsigned modules.
    package enum Lockdown: String, Sendable { case none, integrity, confidentiality }

    /// /proc/sys/kernel/osrelease
    package var release: KernelRelease
    /// From the notes in /sys/kernel/notes.
    package var buildID: BuildID
    /// /proc/sys/kernel/random/boot_id: differs after every boot.
    package var bootID: String
    /// Where `_text` is now; nil when the kernel hides its addresses.
    package var textAddress: UInt64?
    /// The mode in brackets in /sys/kernel/security/lockdown; `none` without that file.
    package var lockdown: Lockdown
    /// module.sig_enforce: unsigned modules are refused.
    package var enforcesSignatures: Bool
    /// The bits of /proc/sys/kernel/tainted.
    package var taint: UInt64
    /// /proc/cmdline
    package var commandLine: String

    /// Boots with this argument never load a variant.
    package static let offArgument = RuntimeContract.current.offSwitch

    /// Whether the machine was booted with `offArgument`.
    package var isSwitchedOff: Bool {
        commandLine.split(whereSeparator: \.isWhitespace).contains { $0 == Self.offArgument }
    }

    /// Reads it; works without root, but then `textAddress` is nil as a rule.
    ///
    /// - Throws: `SystemError` when /proc or /sys is not there, `HostError` when
    ///   the kernel has no build id.
    package static func read(_ root: HostRoot = .running) throws -> RunningKernel {
        guard let buildID = ELFNotes.buildID(in: try root.bytes("/sys/kernel/notes")) else {
            throw HostError.damaged(
                root.path("/sys/kernel/notes"), "the kernel has no GNU build id")
        }
        return RunningKernel(
            release: KernelRelease(try root.text("/proc/sys/kernel/osrelease")),
            buildID: BuildID(hex: buildID),
            bootID: try root.text("/proc/sys/kernel/random/boot_id"),
            textAddress: try textAddress(root),
            lockdown: lockdown(root.textIfReadable("/sys/kernel/security/lockdown") ?? ""),
            enforcesSignatures:
                root.textIfReadable("/sys/module/module/parameters/sig_enforce") == "Y",
            taint: UInt64(root.textIfReadable("/proc/sys/kernel/tainted") ?? "") ?? 0,
            commandLine: try root.text("/proc/cmdline"))
    }

    /// `[none] integrity confidentiality`: the mode in brackets. A kernel without
    /// the file has no lockdown.
    static func lockdown(_ text: String) -> Lockdown {
        let chosen = text.split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }
        return chosen.flatMap { Lockdown(rawValue: String($0.dropFirst().dropLast())) } ?? .none
    }

    /// `_text` stands near the head of /proc/kallsyms, so little of it is read.
    private static func textAddress(_ root: HostRoot) throws -> UInt64? {
        let ending = Array(" T _text".utf8)
        let line = try Files.firstLine(root.path("/proc/kallsyms")) { line in
            line.suffix(ending.count).elementsEqual(ending)
        }
        let address = line.flatMap { UInt64($0.prefix { $0 != " " }, radix: 16) }
        return address == 0 ? nil : address
    }
}

extension RunningKernel {
    /// By how much KASLR moved this kernel's text from where it was linked; nil when
    /// the kernel hides its addresses.
    ///
    /// - Parameter textBase: link-time address of `_text` in the same vmlinux.
    func kaslrOffset(from textBase: UInt64) -> UInt64? {
        textAddress.map { $0 &- textBase }
    }
}
