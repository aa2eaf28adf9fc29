// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import ELF
@testable import Host

@Suite struct ModuleImageTests {
    static let base = FakeHost.textBase

    @Test(
        arguments: [
            ("the first byte of the image", base, base + 0x2180_0000),
            ("an address inside it", base + 0xcdb60, base + 0x218c_db60),
            ("a per-CPU offset", 0x2_5c40, 0x2_5c40),
            ("zero", 0, 0),
            ("just below the image", base - 1, base - 1),
        ] as [(String, UInt64, UInt64)])
    func `moves image addresses only`(_ name: String, _ before: UInt64, _ after: UInt64) throws {
        let bytes = SyntheticModule.bytes(values: [7, before])
        let moved = try ModuleImage.relocated(bytes, kaslrOffset: 0x2180_0000, textBase: Self.base)
        #expect(SyntheticModule.value(moved, 1) == 7)
        #expect(SyntheticModule.value(moved, 2) == after)
        #expect(moved.count == bytes.count)
    }

    @Test func `changes nothing else`() throws {
        let bytes = SyntheticModule.bytes(values: [Self.base + 0x10], defined: Self.base + 0x20)
        let moved = try ModuleImage.relocated(bytes, kaslrOffset: 0x20_0000, textBase: Self.base)
        // The value's third byte alone differs: 0x20_0000 is added to it.
        #expect(bytes.indices.filter { bytes[$0] != moved[$0] } == [64 + 24 + 8 + 2])
        #expect(
            SyntheticModule.value(moved, 2) == Self.base + 0x20, "not absolute, hence not moved")
    }

    @Test func `without slide it is the file`() throws {
        let bytes = SyntheticModule.bytes(values: [Self.base + 0x10])
        #expect(try ModuleImage.relocated(bytes, kaslrOffset: 0, textBase: Self.base) == bytes)
    }

    @Test(arguments: [
        ("beyond the kernel image", SyntheticModule.bytes(values: [base + (1 << 30)])),
        ("no relocatable file", SyntheticModule.bytes(values: [], kind: 2)),
        ("cut short", Array(SyntheticModule.bytes(values: [1]).dropLast(40))),
        ("no ELF file", Array("#!/bin/sh".utf8)),
    ])
    func refuses(_ name: String, _ bytes: [UInt8]) {
        #expect(throws: ELFError.self) {
            try ModuleImage.relocated(bytes, kaslrOffset: 0x20_0000, textBase: Self.base)
        }
    }

    @Test func `reads the modules name`() throws {
        let bytes = SyntheticModule.bytes(values: [], name: "scheduler_latency_tuned")
        #expect(try ModuleImage.moduleName(bytes) == "scheduler_latency_tuned")
    }
}
