// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support
import TestSupport

@Suite struct RuntimeTablesTests {
    private static let base: UInt64 = 0xffff_ffff_8100_0000

    static func tables(ownsFeatures: Bool) -> RuntimeTables {
        RuntimeTables(
            name: VariantName("latency-tuned")!, version: "1.0.0~rc1",
            buildID: BuildID(hex: "0123456789abcdef0123456789abcdef01234567"),
            buildIDAddress: base + 0x143_7e80, textBase: base,
            sites: [
                .init(
                    symbol: "wake_up_process", address: base + 0xb1235,
                    target: "sv_wake_up_process", expected: [0x55, 0x48, 0x89, 0xe5, 0xe8],
                    mask: [0xff, 0xff, 0xff, 0xff, 0]),
                .init(
                    symbol: "finish_task_switch.isra.0", address: base + 0xb2005,
                    target: "sv_finish_task_switch.isra.0", expected: [0, 1, 2, 3, 4],
                    mask: [0, 0, 0, 0, 0xff]),
            ],
            ranges: [
                .init(symbol: "wake_up_process", start: base + 0xb1230, end: base + 0xb1260),
                .init(
                    symbol: "finish_task_switch.isra.0", start: base + 0xb2000,
                    end: base + 0xb2200),
            ],
            classTables: [
                .init(
                    symbol: "fair_sched_class", address: base + 0x120_0040, size: 216,
                    shadow: "sv_fair_sched_class")
            ],
            features: ownsFeatures
                ? .init(
                    names: base + 0x120_1000, keys: base + 0x180_0000, bits: base + 0x180_1000,
                    stockCount: 26, ownCount: 27) : nil,
            schedulePoints: .init(
                entry: base + 0x90_0010, contextSwitch: base + 0x90_0200, exit: base + 0x90_0300,
                usesFramePointer: false, frameSize: 144))
    }

    private func compare(_ text: String, _ name: String) throws {
        #expect(try GoldenFile.difference(text, from: "Tests/Golden/\(name)") == nil)
    }

    @Test func `hooks are called where the variant has them`() {
        var tables = Self.tables(ownsFeatures: false)
        #expect(!tables.cSource.contains("sched_variant_load"))
        tables.hasHooks = true
        #expect(tables.cSource.contains("{ return VARIANT_OWN(sched_variant_load)(); }"))
        #expect(tables.cSource.contains("{ VARIANT_OWN(sched_variant_unload)(); }"))
    }

    @Test func golden() throws {
        try compare(Self.tables(ownsFeatures: true).cSource, "tables-own-features.c.txt")
        try compare(Self.tables(ownsFeatures: false).cSource, "tables-shared-features.c.txt")
        try compare(Self.tables(ownsFeatures: true).scheduleHeader, "schedule-frame.h.txt")
    }

    /// The kernel's headers are not needed to see that it is C: four stand-ins,
    /// and the real variant.h.
    private static let standIns = [
        "kernel.h": "#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))\n",
        "jump_label.h": "struct static_key { int enabled; void *entries; };\n",
        "sched.h": "struct task_struct; void schedule(void);\n",
        "types.h": """
        #include <stddef.h>
        #include <stdbool.h>
        typedef unsigned char u8;
        typedef unsigned long long u64;
        typedef int pid_t;

        """,
    ]

    @Test(arguments: [true, false])
    func `the generated source agrees with the runtime's header`(_ ownsFeatures: Bool) async throws
    {
        let directory = try Files.makeTemporaryDirectory("tables")
        defer { try? Files.remove(directory) }
        try Files.createDirectory(directory.appending("linux"))
        for (name, text) in Self.standIns {
            try Files.write(text.utf8, to: directory.appending("linux").appending(name))
        }
        var tables = Self.tables(ownsFeatures: ownsFeatures)
        tables.hasHooks = ownsFeatures
        try Files.write(tables.cSource.utf8, to: directory.appending("tables.c"))
        let runtime = Checkout.root.appending("recipes").appending("runtime")
        // -mcmodel as the kernel: addresses of vmlinux are 32 bits, signed.
        try await Command(
            "gcc-12",
            [
                "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-mcmodel=kernel", "-fno-pic",
                "-fno-pie", "-I.", "-I\(runtime)", "-c", "-o", "tables.o", "tables.c",
            ], in: directory
        ).runChecked(timeout: 60)
        let symbols = try await Command("nm", ["tables.o"], in: directory).runChecked().text
        for name in ["vmlinux_text", "sv_finish_task_switch.isra.0", "sv_fair_sched_class"] {
            #expect(symbols.contains(" U \(name)\n"), "\(name)")
        }
        #expect(symbols.contains("sv_sched_feat_names") == ownsFeatures)
        #expect(symbols.contains("sv_sched_variant_unload") == ownsFeatures)
    }

    /// The header is read by the assembler.
    @Test func `the frame's header is made of definitions`() {
        for line in Self.tables(ownsFeatures: true).scheduleHeader.split(separator: "\n") {
            #expect(line.hasPrefix("#define ") || line.hasPrefix("/*"))
        }
    }
}
