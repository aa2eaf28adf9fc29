// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import ELF
@testable import Kernel
@testable import Manifest
@testable import Support

@Suite struct RefusalTests {
    @Test func `without build ID`() async throws {
        await #expect(throws: FactsError.noBuildID(file: "vmlinux")) {
            try await FactsTests.read(SyntheticKernel(hasBuildID: false))
        }
    }

    @Test func `without debug information`() async throws {
        await #expect(throws: FactsError.missing(section: ".debug_info", file: "vmlinux")) {
            try await FactsTests.read(SyntheticKernel(hasDebugInfo: false))
        }
    }

    @Test func `with compressed debug information`() async throws {
        var file = SyntheticKernel(hasDebugInfo: false).file()
        for name in [".debug_info", ".debug_abbrev", ".debug_line", ".debug_str"] {
            file.add(.init(name, flags: 0x800, [1, 2, 3]))
        }
        let error = await #expect(throws: ELFError.self) { try await Self.read(file.bytes()) }
        #expect(error?.hint != nil)
    }

    /// Units of other forms, by the bytes of their header.
    @Test(
        arguments: [
            ("DWARF version 6", [6, 0]), ("split units", [5, 0, 4]),
            ("addresses of 4 bytes", [5, 0, 1, 4]),
        ] as [(String, [UInt8])])
    func `of another form`(_ what: String, _ header: [UInt8]) async throws {
        let error = await #expect(throws: FactsError.self) {
            try await Self.read(try Self.damaged(".debug_info", at: 4, header))
        }
        #expect(error?.description.contains(what) == true, "\(error as Any)")
    }

    @Test func dwarf64() async throws {
        await #expect(throws: FactsError.unsupported("64-bit DWARF units")) {
            try await Self.read(try Self.damaged(".debug_info", at: 0, [0xff, 0xff, 0xff, 0xff]))
        }
    }

    /// A damaged byte anywhere in the debug sections is refused or read, never a
    /// crash and never an endless loop.
    @Test(arguments: [4, 5] as [UInt16]) func `damaged anywhere`(_ version: UInt16) async throws {
        let kernel = SyntheticKernel(version: version)
        let good = kernel.bytes()
        let image = try ELFImage(bytes: good)
        var refused = 0
        for section in image.sections where section.name.hasPrefix(".debug") {
            for offset in Int(section.offset)..<Int(section.offset + section.size) {
                for value in [0x00, 0x7f, 0xff] as [UInt8] where good[offset] != value {
                    var bytes = good
                    bytes[offset] = value
                    do { _ = try await Self.read(bytes) } catch { refused += 1 }
                }
            }
        }
        #expect(refused > 100)
    }

    static func read(_ bytes: [UInt8]) async throws -> KernelFacts {
        try await FactsReader.read(
            KernelImage(ELFImage(bytes: bytes, name: "vmlinux")), release: KernelRelease("x"),
            extraFiles: [])
    }

    private static func damaged(
        _ section: String, at offset: Int, _ replacement: [UInt8]
    ) throws -> [UInt8] {
        var bytes = SyntheticKernel().bytes()
        let image = try ELFImage(bytes: bytes)
        let start = Int(try #require(image.section(named: section)).offset) + offset
        bytes.replaceSubrange(start..<start + replacement.count, with: replacement)
        return bytes
    }
}
