// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Contract
import Host
import Packaging
import RPM
import Support

/// A directory that looks like a booted host, removed with the value. What it says
/// by default was copied from a Debian 6.1.0-56-cloud-amd64 guest.
package final class FakeHost: Sendable {
    package static let release = KernelRelease("6.1.0-56-cloud-amd64")
    package static let buildID = "0123456789abcdef0123456789abcdef01234567"
    package static let textBase: UInt64 = 0xffff_ffff_8100_0000
    package static let kaslrOffset: UInt64 = 0x2180_0000
    package static let features =
        "GENTLE_FAIR_SLEEPERS START_DEBIT NO_NEXT_BUDDY WAKEUP_PREEMPTION\n"

    package let root: HostRoot

    package init() throws {
        root = HostRoot(try Files.makeTemporaryDirectory("sched-host"))
        try put("/proc/sys/kernel/osrelease", "\(Self.release)\n")
        try put("/proc/sys/kernel/random/boot_id", "9d6f375c-7c25-4a6c-861c-3383316f412d\n")
        try put("/proc/sys/kernel/kptr_restrict", "0\n")
        try put("/proc/sys/kernel/tainted", "0\n")
        try put("/proc/sys/kernel/sched_rt_runtime_us", "950000\n")
        try put("/proc/cmdline", "console=ttyS0 panic=-1 quiet\n")
        try put(
            "/proc/kallsyms",
            "0000000000000000 A fixed_percpu_data\nffffffffa2800000 T _stext\n"
                + "ffffffffa2800000 T _text\nffffffffa2800040 T secondary_startup_64\n")
        try Files.createDirectory(root.path("/sys/kernel"))
        try Files.write(Self.notes(Self.buildID), to: root.path("/sys/kernel/notes"))
        try put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n")
        try put("/sys/module/module/parameters/sig_enforce", "N\n")
        try put("/sys/kernel/debug/sched/features", Self.features)
        try put("/dev/kmsg", "6,1,0,-;Booted\n")
    }

    deinit { try? Files.remove(root.directory) }

    package func put(_ path: FilePath, _ text: String) throws {
        let target = root.path(path)
        try Files.createDirectory(target.removingLastComponent())
        try Files.write(text.utf8, to: target)
    }

    package func text(_ path: FilePath) throws -> String { try root.text(path) }

    package func remove(_ path: FilePath) throws { try Files.remove(root.path(path)) }

    package func exists(_ path: FilePath) -> Bool { root.exists(path) }

    /// A note of Xen's, as a stock kernel has first, then the build id.
    package static func notes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        let id = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)!
        }
        return [4, 0, 0, 0, 6, 0, 0, 0, 6, 0, 0, 0] + Array("Xen\0linux\0\0\0".utf8)
            + [4, 0, 0, 0, UInt8(id.count), 0, 0, 0, 3, 0, 0, 0] + Array("GNU\0".utf8) + id
    }
}

extension FakeHost {
    package static func record(
        _ name: String, _ version: String = "1.0.0",
        parameters: VariantRecord.Parameters = .init(), content: String? = nil
    ) -> VariantRecord {
        let name = VariantName(name)!
        var record = VariantRecord(
            name: name, version: version, summary: "for a test", kernel: release,
            buildID: BuildID(hex: buildID), textBase: textBase,
            module: InstalledLayout.moduleFile(name), parameters: parameters)
        record.content = content.map { Digest(hex: SHA256.hex(of: $0)) }
        return record
    }

    package static let redirects = [
        Redirect(
            symbol: "sched_show_task", sympos: 0, address: textBase + 0xcdb60, siteOffset: 5),
        Redirect(
            symbol: "wake_up_new_task", sympos: 0, address: textBase + 0xd4d00, siteOffset: 5),
        Redirect(symbol: "cpu_show", sympos: 2, address: textBase + 0xe0000, siteOffset: 0),
    ]

    /// Puts the variant where its package would; `marker` tells the fake kernel
    /// which one it is, `module` is a name other than the right one.
    package func install(_ record: VariantRecord, marker: UInt8, module: String? = nil) throws {
        let directory = InstalledLayout.directory(record.kernel, record.name)
        let texts = [
            InstalledLayout.record: try CanonicalJSON.document(record),
            InstalledLayout.redirects: try CanonicalJSON.document(Self.redirects),
        ]
        for (file, data) in texts {
            try put(directory.appending(file), String(decoding: data, as: UTF8.self))
        }
        try Files.write(
            Self.module(record, marker: marker, name: module),
            to: root.path(directory.appending(record.module)))
    }

    /// The image of a variant's module.
    package static func module(
        _ record: VariantRecord, marker: UInt8, name: String? = nil
    ) -> [UInt8] {
        SyntheticModule.bytes(
            values: [textBase + 0x1000], name: name ?? record.name.moduleName, marker: marker)
    }
}
