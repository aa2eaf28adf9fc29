// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Support

@Suite struct SiteMasks {
    /// The mask of the five bytes at `site:`, as text: `=` as in the file, `.`
    /// may differ.
    private func mask(
        _ code: String, keepsRelocations: Bool = true
    ) async throws -> (mask: String, bytes: [UInt8]) {
        let image = SyntheticVmlinux(code: code, keepsRelocations: keepsRelocations)
        return try await image.link { path in
            let reader = SiteReader(try KernelImage(path))
            let address = try #require(reader.function(named: "site")?.address)
            let site = try #require(try reader.sites([address], length: 5).first)
            return (site.mask.map { $0 == 0xff ? "=" : "." }.joined(), site.bytes)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var mask: String
        /// Code and tables from the label `site:` on.
        var code: String
    }

    static let rules: [Case] = [
        Case(
            testDescription: "plain code", mask: "=====",
            code: "push %rbx; mov %rdi, %rbx; ret"),
        Case(
            testDescription: "a relative call", mask: "=====",
            code: "call site"),
        Case(
            testDescription: "an absolute address in an operand", mask: "=....",
            code: "push $variable; ret"),
        Case(
            testDescription: "an absolute address that begins inside", mask: "===..",
            code: "mov $variable, %rax; ret"),
        Case(
            testDescription: "eight bytes of address", mask: "==...",
            code: "movabs $variable, %rax; ret"),
        Case(
            testDescription: "a return thunk", mask: "==...",
            code: "push %rbx; pop %rbx; 1: jmp site; "
                + ".pushsection .return_sites,\"a\"; .long 1b - .; .popsection"),
        Case(
            testDescription: "an indirect branch", mask: "=....",
            code: "push %rbx; 1: call *%rax; nop; nop; nop; nop; nop; "
                + ".pushsection .retpoline_sites,\"a\"; .long 1b - .; .popsection"),
        Case(
            testDescription: "a call with depth tracking", mask: "=....",
            code: "push %rbx; 1: call site; "
                + ".pushsection .call_sites,\"a\"; .long 1b - .; .popsection"),
        Case(
            testDescription: "a paravirt call of two bytes", mask: "=..==",
            code: "push %rbx; 1: nop; nop; push %rbx; push %rbx; .pushsection .parainstructions,"
                + "\"a\"; .quad 1b; .byte 0, 2; .balign 8; .popsection"),
        Case(
            testDescription: "an alternative in an entry of 12 bytes", mask: "==..=",
            code: alternative(padding: ".word 0")),
        Case(
            testDescription: "an alternative in an entry of 14 bytes", mask: "==..=",
            code: alternative(padding: ".long 0")),
        Case(
            testDescription: "a change that ends in front", mask: "=====",
            code: "push %rbx; push %rbx; push %rbx; push %rbx; push %rbx; "
                + ".pushsection .parainstructions,\"a\"; .quad site - 2; .byte 0, 2; .balign 8; "
                + ".popsection"),
        Case(
            testDescription: "a change that begins behind", mask: "=====",
            code: "push %rbx; push %rbx; push %rbx; push %rbx; push %rbx; 1: jmp site; "
                + ".pushsection .return_sites,\"a\"; .long 1b - .; .popsection"),
    ]

    private static func alternative(padding: String) -> String {
        "push %rbx; push %rbx; 1: nop; nop; 2: push %rbx; "
            + ".pushsection .altinstructions,\"a\"; .long 1b - ., 3f - .; \(padding); "
            + ".byte 2b - 1b, 4f - 3f; .long 1b - ., 3f - .; \(padding); .byte 0, 0; .popsection; "
            + ".pushsection .altinstr_replacement,\"ax\"; 3: nop; 4: .popsection"
    }

    @Test(arguments: rules) func `what the kernel changes at boot is masked`(
        _ rule: Case
    ) async throws {
        let found = try await mask(Self.function(rule.code))
        #expect(found.mask == rule.mask)
    }

    private static func function(_ code: String) -> String {
        """
        nop; nop; nop; nop; nop; nop; nop; nop
        .globl site
        .type site, @function
        site: \(code)
        .size site, . - site
        """
    }

    @Test func `the bytes are the image's`() async throws {
        let found = try await mask(Self.function("push %rbx; mov %rdi, %rbx; ret"))
        #expect(found.bytes == [0x53, 0x48, 0x89, 0xfb, 0xc3])
    }

    /// 6.12's debug vmlinux has no relocations: what looks like an address of the
    /// image counts as one.
    @Test(arguments: [
        ("push $variable; ret", "=...."), ("mov $variable, %rax; ret", "===.."),
        ("push %rbx; mov %rdi, %rbx; ret", "====="), ("mov $0x1000, %eax; ret", "====="),
    ])
    func `without relocations addresses are recognised`(
        _ code: String, _ mask: String
    ) async throws {
        let found = try await self.mask(Self.function(code), keepsRelocations: false)
        #expect(found.mask == mask)
    }

    @Test func `alternatives of no known size are refused`() async throws {
        let code = "nop; .pushsection .altinstructions,\"a\"; .long 1, 2, 3, 4, 5; .popsection"
        await #expect(
            throws: FactsError.unsupported("a table of alternatives with entries of unknown size")
        ) { _ = try await mask(Self.function(code)) }
    }

    /// Each entry counts from itself, also backwards.
    @Test func `the list of sealed entries is decoded`() async throws {
        let table = ".section .ibt_endbr_seal,\"a\"; .long one - .; .long two - .; .text"
        let image = SyntheticVmlinux(code: "one: endbr64; ret; two: endbr64; ret; \(table)")
        try await image.link { path in
            let base = SyntheticVmlinux.textBase
            let sealed = try SiteReader(try KernelImage(path)).sealedEntries()
            #expect(sealed == [base, base + 5])
        }
    }

    @Test func `a kernel without IBT has none`() async throws {
        try await SyntheticVmlinux(code: "one: ret").link { path in
            let sealed = try SiteReader(try KernelImage(path)).sealedEntries()
            #expect(sealed.isEmpty)
        }
    }

    @Test func `sites come in the order they are asked for`() async throws {
        let image = SyntheticVmlinux(
            code: Self.function("push %rbx; push %rdi; push %rsi; ret; nop; nop; nop; nop; nop"))
        try await image.link { path in
            let reader = SiteReader(try KernelImage(path))
            let address = try #require(reader.function(named: "site")?.address)
            let sites = try reader.sites([address + 2, address], length: 2)
            #expect(sites.map(\.bytes) == [[0x56, 0xc3], [0x53, 0x57]])
            #expect(try reader.sites([], length: 5).isEmpty)
            #expect(throws: (any Error).self) { try reader.sites([0x1000], length: 5) }
        }
    }
}

@Suite struct SiteNames {
    private static let code = """
        .globl __ret, __x86_return_thunk
        .type __ret, @function
        .type __x86_return_thunk, @function
        __ret:
        __x86_return_thunk: ret
        .size __ret, 1
        .type fair, @function
        fair: nop; ret
        .size fair, 2
        .type fair.cold, @function
        fair.cold: nop; nop; ret
        .size fair.cold, 3
        """

    @Test func `names, functions and cold parts are found`() async throws {
        try await SyntheticVmlinux(code: Self.code).link { path in
            let reader = SiteReader(try KernelImage(path))
            let fair = try #require(reader.function(named: "fair"))
            #expect(fair.address == SyntheticVmlinux.textBase + 1 && fair.size == 2)
            #expect(try reader.code(at: fair.address, size: fair.size) == [0x90, 0xc3])
            #expect(reader.name(at: SyntheticVmlinux.textBase) == "__x86_return_thunk")
            #expect(reader.name(at: fair.address + 1) == nil)
            #expect(reader.function(named: "gone") == nil)
            let cold = reader.coldParts()
            #expect(cold.map(\.parent) == ["fair"])
            #expect(cold.map(\.size) == [3])
        }
    }
}
