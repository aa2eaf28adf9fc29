// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ELF
@testable import Kernel
@testable import Support

@Suite struct StringsOfVmlinux {
    /// Read-only data as the linker leaves it, and what a search for `wanted` finds,
    /// as the text that stands there.
    private func find(_ wanted: [String], in data: String) async throws -> [String: String] {
        let directory = try Files.makeTemporaryDirectory("strings")
        defer { try? Files.remove(directory) }
        let source = ".section .rodata,\"a\"\n\(data)\n.text\n.globl _start\n_start: ret\n"
        try Files.write(source.utf8, to: directory.appending("unit.s"))
        try await Command(
            "gcc", ["-static", "-nostdlib", "-o", "vmlinux", "unit.s"], in: directory
        ).runChecked(timeout: 60)
        let kernel = try KernelImage(directory.appending("vmlinux"))
        let found = try SiteReader(kernel).strings(Set(wanted.map { Array($0.utf8) }))
        return try Dictionary(
            uniqueKeysWithValues: found.map { text, address in
                let there = try kernel.elf.read(virtualAddress: address, count: text.count + 1)
                #expect(there.last == 0)
                return (
                    String(decoding: text, as: UTF8.self),
                    String(decoding: there.dropLast(), as: UTF8.self)
                )
            })
    }

    @Test(
        arguments: [
            (".asciz \"one\"; .asciz \"NUMA\"; .asciz \"two\"", true),
            // Merged with the end of a longer one.
            (".asciz \"ZONE_NUMA\"", true),
            (".asciz \"NUMA_NODE\"", false),
            (".ascii \"NUMA\"", false),
            (".asciz \"numa\"", false),
            // Boot may still write it.
            (
                ".globl __start_ro_after_init, __end_ro_after_init; __start_ro_after_init: "
                    + ".asciz \"NUMA\"; __end_ro_after_init: .asciz \"one\"", false
            ),
            // A variable's content.
            (".type name, @object; .size name, 5; name: .asciz \"NUMA\"", false),
            // Its NUL is a byte of an address that moves.
            (".ascii \"NU\"; .ascii \"MA\"; .byte 0, 0x82, 0xff, 0xff, 0xff, 0xff", false),
            (".asciz \"NUMA\"; .quad 0xffffffff82000000; .asciz \"one\"", true),
        ])
    func `a literal that stays is found`(_ data: String, _ isThere: Bool) async throws {
        let found = try await find(["NUMA"], in: data)
        #expect(found == (isThere ? ["NUMA": "NUMA"] : [:]))
    }

    @Test func `short and empty ones, and several with one end`() async throws {
        let data = ".asciz \"x: a\\n\"; .asciz \"b\"; .asciz \"long a\\n\"; .byte 0, 0, 0"
        let found = try await find(["", "b", "a\n", ": a\n", "long a\n", "g a\n"], in: data)
        #expect(Set(found.keys) == ["b", "a\n", ": a\n", "long a\n", "g a\n"])
        #expect(found.allSatisfy { $0.key == $0.value })
    }
}
