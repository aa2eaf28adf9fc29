// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import ELF
@testable import Host

@Suite struct ModuleImageTests {
    @Test func `reads the modules name`() throws {
        let bytes = SyntheticModule.bytes(values: [], name: "scheduler_latency_tuned")
        #expect(try ModuleImage.moduleName(bytes) == "scheduler_latency_tuned")
    }

    @Test(arguments: [
        ("cut short", Array(SyntheticModule.bytes(values: [1]).dropLast(40))),
        ("no ELF file", Array("#!/bin/sh".utf8)),
    ])
    func refuses(_ name: String, _ bytes: [UInt8]) {
        #expect(throws: ELFError.self) { try ModuleImage.moduleName(bytes) }
    }
}
