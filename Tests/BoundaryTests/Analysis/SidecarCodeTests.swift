// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import TestSupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct SidecarCodeTests {
    private static let file = "kernel/kthread.c"
    private static let start: UInt64 = 0x1000
    private static let maker: UInt64 = 0x8000

    private static func function(_ name: String, at address: UInt64, size: Int)
        -> KernelFacts.Function
    {
        .init(
            name: name, symbol: name, file: file, line: 1, unit: file, address: address,
            size: UInt64(size), section: ".text", isExternal: true, isExported: false, sympos: 0,
            inlinedInto: 0, hasFtraceSite: true, hasColdPart: false)
    }

    /// `loop` is the sidecar; `creator` takes its address or calls it.
    private func diagnostics(
        _ loop: [UInt8], creator: [UInt8] = [], kind: ReferenceKind = .addressInCode,
        flags: [String] = ["-pg"]
    ) throws -> [Diagnostic] {
        let code: [String: (UInt64, [UInt8])] = [
            "loop": (Self.start, loop), "creator": (Self.start + 0x100, creator),
        ]
        let functions = code.map { Self.function($0.key, at: $0.value.0, size: $0.value.1.count) }
        let references =
            creator.isEmpty
            ? []
            : [
                KernelFacts.Reference(
                    kind: kind, target: "loop", targetAddress: Self.start, source: "creator",
                    sourceFile: Self.file, address: Self.start + 0x103, section: ".text",
                    sourceAddress: Self.start + 0x100)
            ]
        let facts = KernelFacts(
            release: KernelRelease("6.1.0-test"), buildID: BuildID(hex: "00"), textBase: 0x1000,
            functions: functions, variables: [], references: references,
            globals: [
                "creator": .init(
                    address: Self.start + 0x100, size: UInt64(creator.count), kind: .function,
                    isWeak: false, section: ".text", isExported: false)
            ])
        let directory = try Files.makeTemporaryDirectory("sidecar")
        defer { try? Files.remove(directory) }
        let vmlinux = directory.appending("vmlinux")
        try Files.write(Self.image(code), to: vmlinux)
        return try SidecarCode(
            facts: facts, sites: SiteReader(try KernelImage(vmlinux)),
            commands: [Self.file: CompileCommand(unit: Self.file, flags: flags, objtool: [])]
        ).diagnostics([SmallKernel.at(.init(function: "loop", file: Self.file), line: 4)])
    }

    /// A vmlinux with these functions and a maker of threads.
    private static func image(_ code: [String: (UInt64, [UInt8])]) -> [UInt8] {
        var elf = SyntheticELF()
        for (name, (address, bytes)) in code where !bytes.isEmpty {
            let section = elf.add(.init(".text." + name, flags: 6, address: address, bytes))
            elf.symbol(name, address, size: UInt64(bytes.count), in: section)
        }
        let section = elf.add(.init(".text.maker", flags: 6, address: maker, [0xc3]))
        elf.symbol("kthread_create_on_node", maker, size: 1, in: section)
        return elf.bytes()
    }

    /// push %rbx; call *%rbx; ud2
    private static let endless: [UInt8] = [0x53, 0xff, 0xd3, 0x0f, 0x0b]
    /// nop; ret
    private static let plain: [UInt8] = [0x90, 0xc3]

    @Test(
        arguments: [
            (endless, [.sidecarNeverReturns]),
            // jmp to itself
            ([0xeb, 0xfe], [.sidecarNeverReturns]),
            (plain, []),
            // jmp *%rax
            ([0xff, 0xe0], []),
            // jmp to the return thunk, somewhere else
            ([0xe9, 0, 1, 0, 0], []),
            // je somewhere else; jmp to the start
            ([0x0f, 0x84, 0, 1, 0, 0, 0xeb, 0xf8], []),
            // What cannot be decoded passes.
            ([0x53, 0x06], []),
        ] as [([UInt8], [DiagnosticCode])])
    func `a function without a way out is refused`(_ code: [UInt8], _ expected: [DiagnosticCode])
        throws
    {
        let found = try diagnostics(code)
        #expect(found.map(\.code) == expected)
        #expect(found.allSatisfy { $0.severity == .error && $0.location?.line == 4 })
    }

    /// mov $loop,%rdi; call `maker`
    private func passing(to maker: UInt64) -> [UInt8] {
        let distance = UInt32(truncatingIfNeeded: maker &- (Self.start + 0x100 + 12))
        return [0x48, 0xc7, 0xc7, 0, 0x10, 0, 0, 0xe8]
            + (0..<4).map { UInt8(truncatingIfNeeded: distance >> ($0 * 8)) } + [0xc3]
    }

    @Test func `what a kernel thread runs gives a warning`() throws {
        let found = try diagnostics(Self.plain, creator: passing(to: Self.maker))
        #expect(found.map(\.code) == [.sidecarOfThreads])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.message.contains("`creator` starts one with it") == true)
        #expect(try diagnostics(Self.plain, creator: passing(to: 0x9000)).isEmpty)
    }

    @Test(arguments: [
        (["-O2"], [DiagnosticCode.sidecarRegisterUse]), (["-O2", "-pg"], []),
        (["-O2", "-fno-ipa-ra"], []), ([], []),
    ])
    func `a caller that may know the registers is refused`(
        _ flags: [String], _ expected: [DiagnosticCode]
    ) throws {
        let found = try diagnostics(
            Self.plain, creator: passing(to: Self.start), kind: .call, flags: flags)
        #expect(found.map(\.code) == expected)
    }
}
