// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Where things lie in the synthetic kernel.
struct KernelLayout {
    static let text: UInt64 = 0xffff_ffff_8100_0000
    static let data: UInt64 = 0xffff_ffff_8200_0000

    let pick = text + 0x10..<text + 0x30
    let finish = text + 0x30..<text + 0x50
    let slow = text + 0x50..<text + 0x68
    let slowCold = text + 0x70..<text + 0x7c
    let stub = text + 0x7c..<text + 0x80
    let scheduler = text + 0x10..<text + 0x80
    let outer = text + 0x80..<text + 0xb0
    let boot = text + 0xb0..<text + 0xc0
    let state = data
    let warned = data + 8
    let table = data + 0x10
    let mcount = data + 0x20
    let jumpTable = data + 0x30
    /// Behind the short jump in `pick`.
    let tailCallEnd = text + 0x2a
}

/// A linked image with two units: enough of a vmlinux for the facts.
struct SyntheticKernel {
    var version: UInt16 = 5
    var hasRelocations = true
    var hasBuildID = true
    var hasDebugInfo = true
    let layout = KernelLayout()

    /// Little-endian bytes of `values`, one after another.
    private static func put(_ code: inout [UInt8], _ address: UInt64, _ bytes: [UInt8]) {
        let offset = Int(address - KernelLayout.text)
        code.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }

    private static func relative(_ opcode: [UInt8], at: UInt64, to target: UInt64) -> [UInt8] {
        let end = at + UInt64(opcode.count) + 4
        let distance = Int32(truncatingIfNeeded: Int64(bitPattern: target &- end))
        return opcode + withUnsafeBytes(of: distance.littleEndian) { Array($0) }
    }

    private var code: [UInt8] {
        var code = [UInt8](repeating: 0x90, count: 0xc0)
        func put(_ address: UInt64, _ bytes: [UInt8]) { Self.put(&code, address, bytes) }
        func branch(_ opcode: [UInt8], _ at: UInt64, _ target: UInt64) {
            put(at, Self.relative(opcode, at: at, to: target))
        }
        // pick: an ftrace site, and a short tail jump to finish.
        put(layout.tailCallEnd - 2, [0xeb, 6])
        // slow starts with endbr64.
        put(layout.slow.lowerBound, [0xf3, 0x0f, 0x1e, 0xfa])
        branch([0x0f, 0x84], layout.slowCold.lowerBound, layout.finish.lowerBound)
        let outer = layout.outer.lowerBound
        branch([0xe8], outer, layout.pick.lowerBound)
        branch([0xe9], outer + 5, layout.slow.lowerBound)
        branch([0x48, 0x8d, 0x3d], outer + 10, layout.finish.lowerBound)
        // mov $pick, %rdi
        let low = UInt32(truncatingIfNeeded: layout.pick.lowerBound)
        put(outer + 17, [0x48, 0xc7, 0xc7] + withUnsafeBytes(of: low.littleEndian) { Array($0) })
        // A call of the middle of pick is no call of pick.
        branch([0xe8], outer + 24, layout.pick.lowerBound + 4)
        // A short jump that DWARF knows nothing of is chance.
        put(layout.finish.upperBound - 2, [0xeb, 0xe0])
        branch([0xe8], layout.boot.lowerBound, layout.pick.lowerBound)
        return code
    }

    private var data: [UInt8] {
        var writer = ByteWriter()
        writer.put(UInt64(1))
        writer.put(UInt64(0))
        writer.put(layout.finish.lowerBound)
        writer.put(layout.pick.lowerBound + 1)
        // mcount_loc: pick, and slow behind its endbr64.
        writer.put(layout.pick.lowerBound)
        writer.put(layout.slow.lowerBound + 4)
        // A static key in finish at +6.
        let site = layout.finish.lowerBound + 6
        writer.put(Int32(truncatingIfNeeded: Int64(bitPattern: site &- layout.jumpTable)))
        writer.put(Int32(0))
        writer.put(UInt64(0))
        return writer.bytes
    }

    func file() -> SyntheticELF {
        var file = SyntheticELF()
        let text = file.add(.init(".text", flags: 6, address: KernelLayout.text, code))
        let data = file.add(.init(".data", flags: 3, address: KernelLayout.data, data))
        if hasBuildID {
            file.add(.init(".notes", type: 7, flags: 2, SyntheticELF.buildIDNote([0xfe, 0xed])))
        }
        addSymbols(&file, text, data)
        if hasRelocations { addRelocations(&file, text, data) }
        if hasDebugInfo { addDebugSections(&file) }
        return file
    }

    func bytes() -> [UInt8] { file().bytes() }

    private func addSymbols(_ file: inout SyntheticELF, _ text: Int, _ data: Int) {
        func function(_ name: String, _ range: Range<UInt64>, binding: UInt8 = 0) {
            file.symbol(
                name, range.lowerBound, size: UInt64(range.count), binding: binding, in: text)
        }
        file.symbol("_text", KernelLayout.text, type: 0, binding: 1, in: text)
        // A linker label where pick starts: no use of pick.
        file.symbol("__sched_text_start", layout.pick.lowerBound, type: 0, binding: 1, in: text)
        function("pick", layout.pick, binding: 1)
        function("pick_alias", layout.pick, binding: 1)
        function("finish.isra.0", layout.finish)
        function("slow", layout.slow)
        function("slow.cold", layout.slowCold)
        let middle = layout.stub.lowerBound + UInt64(layout.stub.count / 2)
        function("folded", layout.stub.lowerBound..<middle)
        function("made_by_macro", middle..<layout.stub.upperBound)
        function("outer", layout.outer, binding: 1)
        // Padding in front of pick, as objtool names it; it is no function.
        function("__pfx_finish", layout.pick.upperBound - 4..<layout.pick.upperBound)
        function("slow", layout.boot)
        file.symbol("state", layout.state, size: 8, type: 1, binding: 1, in: data)
        file.symbol("warned.7", layout.warned, size: 1, type: 1, in: data)
        file.symbol("methods", layout.table, size: 16, type: 1, in: data)
        file.symbol("__ksymtab_pick", layout.state, type: 0, in: data)
        func table(_ name: String, _ start: UInt64, _ end: UInt64) {
            file.symbol("__start_" + name, start, type: 0, binding: 1, in: data)
            file.symbol("__stop_" + name, end, type: 0, binding: 1, in: data)
        }
        table("mcount_loc", layout.mcount, layout.mcount + 16)
        table("__jump_table", layout.jumpTable, layout.jumpTable + 16)
    }

    private func addRelocations(_ file: inout SyntheticELF, _ text: Int, _ data: Int) {
        func named(_ name: String) -> Int { file.symbols.firstIndex { $0.name == name }! }
        let outer = layout.outer.lowerBound
        file.relocate(
            text,
            [
                .init(outer + 1, 4, symbol: named("pick"), addend: -4),
                .init(outer + 13, 2, symbol: named("finish.isra.0"), addend: -4),
                .init(outer + 20, 11, symbol: named("pick"), addend: 0),
                .init(outer + 40, 11, symbol: named("__sched_text_start"), addend: 0),
            ])
        file.relocate(
            data,
            [
                .init(layout.table, 1, symbol: named("_text"), addend: 0x30),
                .init(layout.mcount, 1, symbol: named("_text"), addend: 0x10),
            ])
    }

    private func addDebugSections(_ file: inout SyntheticELF) {
        let dwarf = SyntheticDwarf(version: version, layout)
        file.add(.init(".debug_info", dwarf.info.bytes))
        file.add(.init(".debug_abbrev", SyntheticDwarf.abbreviations))
        file.add(.init(".debug_line", dwarf.lineTable))
        file.add(.init(".debug_str", [0]))
        file.add(.init(version == 5 ? ".debug_rnglists" : ".debug_ranges", dwarf.rangeBytes))
    }
}
