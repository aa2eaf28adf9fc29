// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import ELF

@Suite struct RefusalTests {
    struct Damage: CustomTestStringConvertible {
        var testDescription: String
        var offset: Int
        var bytes: [UInt8]
        var message: String
    }

    static let headerDamage = [
        Damage(testDescription: "magic", offset: 0, bytes: [0x7e], message: "not an ELF file"),
        Damage(testDescription: "32-bit", offset: 4, bytes: [1], message: "32-bit ELF"),
        Damage(testDescription: "big-endian", offset: 5, bytes: [2], message: "big-endian"),
        Damage(testDescription: "arm64", offset: 18, bytes: [183, 0], message: "machine 183"),
        Damage(testDescription: "type", offset: 16, bytes: [9, 9], message: "e_type"),
        Damage(testDescription: "header size", offset: 58, bytes: [32, 0], message: "32 bytes"),
        Damage(
            testDescription: "table outside", offset: 40, bytes: [0, 0, 0, 0x70],
            message: "outside the file"),
        Damage(testDescription: "too many", offset: 60, bytes: [0xff, 0x7f], message: "32767"),
        Damage(testDescription: "names", offset: 62, bytes: [0x33, 0], message: "e_shstrndx"),
    ]

    @Test(arguments: headerDamage) func header(_ damage: Damage) throws {
        var bytes = ImageTests.linked().bytes()
        bytes.replaceSubrange(
            damage.offset..<damage.offset + damage.bytes.count, with: damage.bytes)
        let error = #expect(throws: ELFError.self) {
            try ELFImage(bytes: bytes, name: "x.o")
        }
        #expect(error?.description.hasPrefix("x.o: ") == true)
        #expect(error?.description.contains(damage.message) == true, "\(error as Any)")
    }

    /// Every cut and every damaged byte is refused or read, never a crash.
    @Test func `cut anywhere`() {
        let bytes = ImageTests.linked().bytes()
        for length in stride(from: 0, to: bytes.count - 1, by: 3) {
            #expect(throws: ELFError.self) { try ELFImage(bytes: Array(bytes.prefix(length))) }
        }
    }

    @Test(arguments: [0x00, 0x7f, 0xff] as [UInt8]) func `damaged anywhere`(_ value: UInt8) {
        let good = ImageTests.linked().bytes()
        for index in good.indices {
            var bytes = good
            bytes[index] = value
            guard let image = try? ELFImage(bytes: bytes) else { continue }
            for section in image.sections {
                _ = try? image.contents(of: section)
                _ = try? image.relocations(for: section)
            }
            _ = image.buildID
            _ = try? image.read(virtualAddress: 0x1000, count: 16)
        }
    }

    @Test func `compressed section`() throws {
        var file = SyntheticELF()
        file.add(.init(".debug_info", flags: 0x800, [1, 2, 3]))
        let image = try ELFImage(bytes: file.bytes())
        let section = try #require(image.section(named: ".debug_info"))
        let error = #expect(throws: ELFError.self) { try image.contents(of: section) }
        #expect(error?.description.contains("compressed section .debug_info") == true)
        #expect(error?.hint != nil)
    }

    @Test func `relocation of no symbol`() throws {
        var file = SyntheticELF(type: 1)
        let text = file.add(.init(".text", flags: 6, [0, 0, 0, 0]))
        file.relocate(text, [.init(0, 2, symbol: 77, addend: 0)])
        let image = try ELFImage(bytes: file.bytes())
        let section = image.sections[text]
        #expect(throws: ELFError.self) { try image.relocations(for: section) }
    }
}
