// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Support

/// A linked image as small as a vmlinux can be: text, the tables that the kernel
/// reads while it boots, and symbols; linked by ld at the kernel's address.
struct SyntheticVmlinux {
    static let textBase: UInt64 = 0xffff_ffff_8100_0000

    /// Assembler source, put behind `_text:` in `.text`.
    var code: String
    /// Whether the linker keeps relocations, as 5.10 and 6.1 do for KASLR.
    var keepsRelocations = true

    /// Gives the path of the linked file, which is removed afterwards.
    func link<Result>(_ body: (FilePath) throws -> Result) async throws -> Result {
        let directory = try Files.makeTemporaryDirectory("vmlinux")
        defer { try? Files.remove(directory) }
        try Files.write(source.utf8, to: directory.appending("vmlinux.s"))
        try Files.write(Self.script.utf8, to: directory.appending("vmlinux.lds"))
        try await Command("as", ["-o", "vmlinux.o", "vmlinux.s"], in: directory).runChecked(
            timeout: 60)
        let kept = keepsRelocations ? ["--emit-relocs"] : []
        try await Command(
            "ld", kept + ["-T", "vmlinux.lds", "-o", "vmlinux", "vmlinux.o"], in: directory
        ).runChecked(timeout: 60)
        return try body(directory.appending("vmlinux"))
    }

    private var source: String {
        """
        .text
        .globl _text, _end
        _text:
        \(code)
        .byte 0xcc
        .balign 16, 0xcc
        .data
        variable: .quad 0
        _end:

        """
    }

    private static let script = """
        SECTIONS {
          . = \("0x" + String(textBase, radix: 16));
          .text : { *(.text) *(.altinstr_replacement) }
          .return_sites : { *(.return_sites) }
          .retpoline_sites : { *(.retpoline_sites) }
          .ibt_endbr_seal : { *(.ibt_endbr_seal) }
          .call_sites : { *(.call_sites) }
          .parainstructions : { *(.parainstructions) }
          .altinstructions : { *(.altinstructions) }
          .data : { *(.data) }
        }

        """
}
