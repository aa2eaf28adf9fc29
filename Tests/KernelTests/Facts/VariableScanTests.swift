// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support
@testable import X86

/// Code at 0xffffffff81000000 that uses `word` (8 bytes at …82000000), `table`
/// (64 bytes at …82000100) and the per-CPU `runqueues` (offset 0x31980).
@Suite struct VariableScans {
    static let text: UInt64 = 0xffff_ffff_8100_0000
    static let word: UInt64 = 0xffff_ffff_8200_0000
    static let table: UInt64 = 0xffff_ffff_8200_0100
    static let runqueues: UInt64 = 0x31980
    static let work: UInt64 = 0x20000
    static let bases: UInt64 = 0xffff_ffff_8240_0000

    private static func variable(
        _ name: String, _ address: UInt64, _ size: UInt64, _ section: String = ".data"
    ) -> KernelFacts.Variable {
        .init(
            name: name, symbol: name, file: "kernel/sched/core.c", line: 1,
            unit: "kernel/sched/core.c", address: address, size: size, section: section,
            isExternal: true, function: nil)
    }

    static let map = VariableMap([
        variable("word", word, 8), variable("table", table, 64),
        variable("work", work, 32, ".data..percpu"),
        variable("runqueues", runqueues, 0xcc0, ".data..percpu"),
    ])

    private static func little(_ value: UInt64) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// `prefix`, the distance from the end of the instruction to `target`, `suffix`.
    private static func relative(
        _ prefix: [UInt8], _ target: UInt64, _ suffix: [UInt8] = []
    ) -> [UInt8] {
        let end = text + UInt64(prefix.count + 4 + suffix.count)
        return prefix + little(target &- end) + suffix
    }

    private func uses(_ code: [UInt8]) -> [RawUse] {
        let scan = VariableScan(map: Self.map, perCPUBases: [Self.bases])
        let padded = code + [UInt8](repeating: 0x90, count: 16)
        return padded.withUnsafeBytes { bytes in
            let suspects = scan.suspects(in: bytes, at: Self.text)
            guard !suspects.isEmpty else { return [] }
            return scan.uses(
                in: bytes, at: Self.text, Self.text..<Self.text + UInt64(code.count))
        }
    }

    private func describe(_ uses: [RawUse]) -> [String] {
        uses.map { use in
            let what =
                switch use.kind {
                case .access(let access): "\(access)"
                case .immediate: "immediate"
                }
            return "\(what) \(String(use.variable, radix: 16))"
        }
    }

    @Test func `relative operands, also with an immediate behind them`() {
        #expect(
            describe(uses(Self.relative([0x8b, 0x05], Self.word))) == ["read ffffffff82000000"])
        #expect(
            describe(uses(Self.relative([0x89, 0x05], Self.word + 4))) == ["write ffffffff82000000"]
        )
        #expect(
            describe(uses(Self.relative([0x80, 0x3d], Self.word, [0])))
                == ["read ffffffff82000000"])
        #expect(
            describe(uses(Self.relative([0xc7, 0x05], Self.word, [1, 0, 0, 0])))
                == ["write ffffffff82000000"])
        #expect(
            describe(uses(Self.relative([0x48, 0x8d, 0x05], Self.table + 8)))
                == ["address ffffffff82000100"])
    }

    @Test func `absolute operands and immediates`() {
        // mov table(,%rax,8),%rax
        #expect(
            describe(uses([0x48, 0x8b, 0x04, 0xc5] + Self.little(Self.table)))
                == ["read ffffffff82000100"])
        // mov $table,%rdi
        #expect(
            describe(uses([0x48, 0xc7, 0xc7] + Self.little(Self.table)))
                == ["immediate ffffffff82000100"])
    }

    @Test func `what is beside a variable is none of it`() {
        #expect(uses(Self.relative([0x8b, 0x05], Self.word + 8)).isEmpty)
        #expect(uses(Self.relative([0x8b, 0x05], Self.table - 1)).isEmpty)
        #expect(uses([0x48, 0xc7, 0xc7] + Self.little(Self.table + 64)).isEmpty)
    }

    @Test func `a per-CPU offset counts behind %gs and where a base is added`() {
        // mov %gs:runqueues,%rax; the same without %gs; the same with a base
        let own: [UInt8] = [0x65, 0x48, 0x8b, 0x04, 0x25] + Self.little(Self.runqueues + 16)
        #expect(describe(uses(own)) == ["read 31980"])
        let number: [UInt8] = [0x48, 0xc7, 0xc0] + Self.little(Self.runqueues)
        #expect(uses(number).isEmpty)
        let base: [UInt8] = [0x48, 0x03, 0x04, 0xfd] + Self.little(Self.bases)
        #expect(describe(uses(number + base)) == ["immediate 31980"])
    }

    /// 0x20000 is a per-CPU variable here, and a flag in half of the kernel.
    @Test func `a round number counts in the register that the base is added to`() {
        let base: [UInt8] = [0x48, 0x03, 0x04, 0xfd] + Self.little(Self.bases)
        let flag: [UInt8] = [0xb9] + Self.little(Self.work)
        let offset: [UInt8] = [0x48, 0xc7, 0xc0] + Self.little(Self.work)
        #expect(uses(flag + base).isEmpty)
        #expect(describe(uses(offset + base)) == ["immediate 20000"])
    }

    @Test func `numbers that are branches are no operands`() {
        // A jump whose distance is a per-CPU offset, in a function that adds a base.
        let base: [UInt8] = [0x48, 0x03, 0x04, 0xfd] + Self.little(Self.bases)
        #expect(uses([0xe9] + Self.little(Self.runqueues) + base).isEmpty)
    }
}
