// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import ELF

@Suite struct ImageTests {
    /// A linked image: 16 bytes of code, 8 of data, 32 of .bss.
    static func linked() -> SyntheticELF {
        var file = SyntheticELF()
        let text = file.add(.init(".text", flags: 6, address: 0x1000, Array(0..<16)))
        let data = file.add(.init(".data", flags: 3, address: 0x2000, Array(100..<108)))
        var bss = SyntheticELF.Section(".bss", type: 8, flags: 3, address: 0x3000)
        bss.size = 32
        file.add(bss)
        file.add(.init(".notes", type: 7, SyntheticELF.buildIDNote([0xab, 0xcd, 0x01])))
        file.symbol("start", 0x1000, size: 8, binding: 1, in: text)
        file.symbol("helper", 0x1008, size: 8, in: text)
        file.symbol("weak_one", 0x1008, size: 8, binding: 2, in: text)
        file.symbol("state", 0x2000, size: 8, type: 1, in: data)
        file.symbol("missing", 0, type: 0, binding: 1, in: 0)
        file.symbol("constant", 42, type: 0, binding: 1, in: 0xfff1)
        file.symbol("shared", 8, size: 4, type: 1, binding: 1, in: 0xfff2)
        file.relocate(
            text,
            [
                .init(0x1004, 2, symbol: 2, addend: -4), .init(0x1009, 11, symbol: 4, addend: 7),
            ])
        return file
    }

    @Test func `header and sections`() throws {
        let image = try ELFImage(bytes: Self.linked().bytes())
        #expect(image.header.type == .executable)
        #expect(image.header.entry == 0x1000)
        let text = try #require(image.section(named: ".text"))
        #expect(text.isExecutable && text.isAllocated && !text.isWritable)
        #expect(try image.contents(of: text) == Array(0..<16))
        #expect(try image.withBytes(of: text) { $0[3] } == 3)
        let bss = try #require(image.section(named: ".bss"))
        #expect(bss.isEmptyInFile && bss.size == 32)
        #expect(try image.contents(of: bss).isEmpty)
        #expect(image.section(named: ".absent") == nil)
    }

    @Test(arguments: [false, true]) func symbols(usesExtendedIndices: Bool) throws {
        var file = Self.linked()
        file.usesExtendedIndices = usesExtendedIndices
        // Reserved indices are not extended; leave them to the other case.
        if usesExtendedIndices {
            var fresh = SyntheticELF()
            let text = fresh.add(.init(".text", flags: 6, address: 0x1000, [1, 2]))
            fresh.symbol("start", 0x1000, in: text)
            fresh.usesExtendedIndices = true
            let image = try ELFImage(bytes: fresh.bytes())
            #expect(image.symbols.first { $0.name == "start" }?.sectionIndex == text)
            return
        }
        let image = try ELFImage(bytes: file.bytes())
        let named = Dictionary(
            image.symbols.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(named["start"]?.binding == .global)
        #expect(named["start"]?.type == .function)
        #expect(named["helper"]?.binding == .local)
        #expect(named["weak_one"]?.binding == .weak)
        #expect(named["state"]?.type == .object)
        #expect(named["missing"]?.isUndefined == true)
        #expect(named["constant"]?.isAbsolute == true)
        #expect(named["shared"]?.isCommon == true)
        #expect(named["shared"]?.isInSection == false)
    }

    @Test func `relocations of a section`() throws {
        let image = try ELFImage(bytes: Self.linked().bytes())
        let text = try #require(image.section(named: ".text"))
        let data = try #require(image.section(named: ".data"))
        #expect(
            try image.relocations(for: text) == [
                .init(offset: 0x1004, type: 2, symbolIndex: 2, addend: -4),
                .init(offset: 0x1009, type: 11, symbolIndex: 4, addend: 7),
            ])
        #expect(try image.relocations(for: data).isEmpty)
    }

    @Test func `read by address`() throws {
        let image = try ELFImage(bytes: Self.linked().bytes())
        #expect(try image.read(virtualAddress: 0x1002, count: 3) == [2, 3, 4])
        #expect(try image.read(virtualAddress: 0x3010, count: 4) == [0, 0, 0, 0])
        for (address, count) in [(0x100f, 2), (0x0fff, 1), (0x1010, 1), (0x1000, -1)] {
            #expect(throws: ELFError.self) {
                try image.read(virtualAddress: UInt64(address), count: count)
            }
        }
    }

    @Test func `an object has no addresses`() throws {
        var file = SyntheticELF(type: 1)
        file.add(.init(".text", flags: 6, [0x90]))
        let image = try ELFImage(bytes: file.bytes())
        #expect(image.header.type == .relocatable)
        #expect(throws: ELFError.self) { try image.read(virtualAddress: 0, count: 1) }
    }

    @Test func `build ID`() throws {
        #expect(try ELFImage(bytes: Self.linked().bytes()).buildID == "abcd01")
        #expect(try ELFImage(bytes: SyntheticELF().bytes()).buildID == nil)
    }

    /// /sys/kernel/notes has other notes before the build id.
    @Test func `build ID behind other notes`() {
        var notes = ByteWriter()
        for (owner, type, size) in [("Xen", 6, 5), ("Linux", 257, 1)] as [(String, UInt32, Int)] {
            notes.put(UInt32(owner.utf8.count + 1))
            notes.put(UInt32(size))
            notes.put(type)
            notes.string(owner)
            notes.pad(alignment: 4)
            notes.append([UInt8](repeating: 7, count: size))
            notes.pad(alignment: 4)
        }
        #expect(ELFNotes.buildID(in: notes.bytes) == nil)
        let all = notes.bytes + SyntheticELF.buildIDNote([0x12, 0x34])
        #expect(ELFNotes.buildID(in: all) == "1234")
        // Cut anywhere it is "none", never a part of the id.
        for length in 0..<all.count - 2 {
            #expect(ELFNotes.buildID(in: Array(all.prefix(length))) == nil)
        }
    }
}
