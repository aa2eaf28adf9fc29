// SPDX-License-Identifier: Apache-2.0
import Testing
import TestSupport
@testable import ELF

@Suite struct KernelAnchors {
    private static let base: UInt64 = 0xffff_ffff_8100_0000
    private static let anchor = KernelAnchor(
        symbol: "schedule", address: base + 0x90_1000, textBase: base)
    private static let absolute = -0xf

    /// A module with a symbol of every sort, and what refers to each.
    private struct Sample {
        var file = SyntheticELF(type: 1)
        var text = 0
        var symbols: [String: Int] = [:]
        var relocations: [SyntheticELF.Relocation] = []

        init(anchor: String = "schedule") {
            text = file.add(.init(".text", flags: 6, [UInt8](repeating: 0, count: 0x100)))
            symbols["helper"] = file.symbol("helper", 8, in: text)
            absolute("before", base + 0x10)
            symbols["anchor"] = file.symbol(anchor, 0, type: 0, binding: 1, in: 0)
            absolute("per_cpu", 0x2_5c40)
            absolute("after", base + 0x120_0040)
            symbols["entry"] = file.symbol("entry", 0x20, binding: 1, in: text)
        }

        mutating func absolute(_ name: String, _ value: UInt64, binding: UInt8 = 1) {
            symbols[name] = file.symbol(
                name, value, type: 0, binding: binding, in: KernelAnchors.absolute)
        }

        mutating func refer(_ type: UInt32, to name: String, addend: Int64 = 0) {
            relocations.append(
                .init(
                    UInt64(relocations.count * 8), type, symbol: symbols[name]!, addend: addend))
        }

        func bytes() -> [UInt8] {
            var file = file
            file.relocate(text, relocations)
            return file.bytes()
        }
    }

    /// What the module loader makes of each relocation: S + A, where the kernel runs
    /// that far above its link address. Absolute values are as a host would move them.
    private func targets(_ bytes: [UInt8], kaslrOffset: UInt64) throws -> [UInt64] {
        let image = try ELFImage(bytes: bytes)
        let text = try #require(image.section(named: ".text"))
        return try image.relocations(for: text).map { relocation in
            let symbol = image.symbols[relocation.symbolIndex]
            var value = symbol.value
            if symbol.isUndefined { value = Self.anchor.address + kaslrOffset }
            if symbol.isAbsolute && value >= Self.base { value += kaslrOffset }
            return value &+ UInt64(bitPattern: relocation.addend)
        }
    }

    private func everything() -> Sample {
        var sample = Sample()
        for (index, name) in ["before", "after", "per_cpu", "helper", "entry", "anchor"]
            .enumerated()
        {
            for type: UInt32 in [1, 2, 4, 11, 24] {
                sample.refer(type, to: name, addend: Int64(index) * 16 - 4)
            }
        }
        return sample
    }

    @Test(arguments: [0, 0x20_0000, 0x2180_0000] as [UInt64])
    func `every reference means what it meant`(_ kaslrOffset: UInt64) throws {
        let bytes = everything().bytes()
        let rebased = try Self.anchor.rebasing(bytes, name: "module")
        #expect(
            try targets(rebased, kaslrOffset: kaslrOffset)
                == targets(bytes, kaslrOffset: kaslrOffset))
    }

    @Test func `only addresses of the image are counted from the anchor`() throws {
        let rebased = try ELFImage(
            bytes: Self.anchor.rebasing(everything().bytes(), name: "module"))
        #expect(rebased.symbols.map(\.name) == ["", "helper", "schedule", "per_cpu", "entry"])
        #expect(rebased.symbols.filter(\.isAbsolute).map(\.value) == [0x2_5c40])
        let relocations = try rebased.relocations(for: #require(rebased.section(named: ".text")))
        #expect(
            relocations.prefix(10).allSatisfy {
                rebased.symbols[$0.symbolIndex].name == "schedule"
            })
        #expect(relocations[0].addend == -4 + 0x10 - 0x90_1000)
        #expect(relocations.map(\.type) == everything().relocations.map(\.type))
        #expect(relocations.map(\.offset) == everything().relocations.map(\.offset))
    }

    @Test func `a module without such addresses stays as it is`() throws {
        var sample = Sample()
        sample.refer(4, to: "anchor")
        let rebased = try Self.anchor.rebasing(sample.bytes(), name: "module")
        #expect(try Self.anchor.rebasing(rebased, name: "module") == rebased)
    }

    private func reason(_ bytes: [UInt8]) -> ELFError.Reason? {
        do {
            _ = try Self.anchor.rebasing(bytes, name: "module")
            return nil
        } catch { return error.reason }
    }

    @Test func `a module that does not refer to the anchor`() {
        #expect(
            reason(Sample(anchor: "yield").bytes())
                == .malformed("it does not refer to `schedule`"))
    }

    /// R_X86_64_32 cannot hold a kernel address; what other types would do is unknown.
    @Test(arguments: [10, 9] as [UInt32]) func `another relocation type`(_ type: UInt32) {
        var sample = Sample()
        sample.refer(type, to: "before")
        #expect(
            reason(sample.bytes())
                == .unsupported("relocation type \(type) in .rela.text, to a kernel address,"))
    }

    @Test(
        arguments: [
            ("beyond the image", base + (1 << 30), 1), ("below the image", base - 1, 1),
            ("a local symbol", base + 0x10, 0),
        ] as [(String, UInt64, UInt8)])
    func `an absolute symbol that is no address of the image`(
        _ what: String, _ value: UInt64, _ binding: UInt8
    ) {
        var sample = Sample()
        sample.absolute("odd", value, binding: binding)
        #expect(
            reason(sample.bytes())
                == .malformed(
                    "the absolute symbol odd, 0x\(String(value, radix: 16)), is neither a small"
                        + " number nor a global address of the kernel image"))
    }

    @Test func `other forms of file`() {
        #expect(reason(SyntheticELF(type: 2).bytes()) != nil)
        #expect(reason(Array("#!/bin/sh".utf8)) == .notELF)
        var sample = Sample()
        sample.file.usesExtendedIndices = true
        #expect(
            reason(sample.bytes())
                == .unsupported("the section .symtab_shndx beside the symbol table"))
    }
}
