// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Module
@testable import Support

@Suite struct SealedFunctions {
    private static let address = SyntheticKernel.textBase + 0x10_0000

    /// What is refused of `source` for a vmlinux that has sealed `kick`.
    private func refused(_ source: String) async throws -> [DiagnosticCode] {
        func hex(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }
        let directory = try Files.makeTemporaryDirectory("sealed")
        defer { try? Files.remove(directory) }
        let table = ".section .ibt_endbr_seal,\"a\"\n.long \(hex(Self.address)) - .\n"
        try Files.write(
            "\(table).text\n.globl _start\n_start: ret\n".utf8,
            to: directory.appending("unit.s"))
        try await Command(
            "gcc",
            [
                "-static", "-nostdlib", "-Wl,-Ttext=\(hex(SyntheticKernel.textBase))",
                "-Wl,--section-start=.ibt_endbr_seal=\(hex(SyntheticKernel.textBase + 0x1000))",
                "-o", "vmlinux", "unit.s",
            ], in: directory
        ).runChecked(timeout: 60)
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.symbol("kick", at: Self.address, .function)
        kernel.symbol("wake", at: Self.address + 0x100, .function)
        kernel.symbol("kept", at: SyntheticKernel.dataBase, .object)
        let prelude = "extern int kick(int), wake(int); extern int (*kept)(int);\n"
        var request = try await kernel.request([SyntheticKernel.core: prelude + source])
        request.sites = SiteReader(try KernelImage(directory.appending("vmlinux")))
        do {
            _ = try Extractor.extract(request)
            return []
        } catch let error as DiagnosticsError {
            return error.diagnostics.map(\.code)
        }
    }

    @Test(
        arguments: [
            ("int entry(int i) { return kick(i) + 1; }", []),
            ("int entry(int i) { return kick(i); }", []),
            ("int entry(int i) { kept = wake; return i; }", []),
            ("int entry(int i) { kept = kick; return i; }", [.sealedFunction]),
            (
                "int (*const ways[])(int) = { wake, kick }; int entry(int i) { return ways[i](i); }",
                [.sealedFunction]
            ),
        ] as [(String, [DiagnosticCode])])
    func `may be called, and their addresses not taken`(
        _ source: String, _ codes: [DiagnosticCode]
    ) async throws {
        #expect(try await refused(source) == codes)
    }
}
