// SPDX-License-Identifier: Apache-2.0
//
// x86-64 code is not decoded to find references; every byte is tried as the
// start of
//   E8/E9 rel32          call, jmp
//   0F 80…8F rel32       conditional jump
//   EB rel8              short jmp, only where DWARF has a tail call that ends
//                        there: assemblers shorten jumps within one object
//   REX 8D modrm rel32   lea disp32(%rip), modrm 00xxx101
//   … imm32              an operand that is the sign-extended address, behind
//                        an opcode that takes one (only without relocations)
// and counts when it lands exactly on a function's entry. Checked against a
// disassembler on Debian's 6.1, 6.12 and 5.10: no call is missed.

/// A reference found by address only.
struct RawReference: Hashable {
    enum Kind: UInt8 { case call, addressInCode, addressInData }
    var kind: Kind
    var target: UInt64
    /// Of a branch's opcode; of the operand or pointer that holds an address,
    /// as relocations count.
    var address: UInt64
    var section: Int
}

/// Scans one section's code.
struct CodeScan {
    let targets: AddressSet
    let tailCallEnds: Set<UInt64>
    /// Whether immediate operands must be guessed, as there are no relocations.
    let scansImmediates: Bool

    func references(
        in code: UnsafeRawBufferPointer, at base: UInt64, section: Int
    ) -> [RawReference] {
        var found: [RawReference] = []
        guard code.count >= 6 else { return found }
        func relative(_ start: Int) -> UInt64 {
            let distance = Int32(
                littleEndian: code.loadUnaligned(fromByteOffset: start, as: Int32.self))
            return base &+ UInt64(start + 4) &+ UInt64(bitPattern: Int64(distance))
        }
        func note(_ kind: RawReference.Kind, _ target: UInt64, _ index: Int) {
            guard targets.contains(target) else { return }
            found.append(
                .init(
                    kind: kind, target: target, address: base &+ UInt64(index),
                    section: section))
        }
        // The last bytes cannot hold a whole 6-byte instruction; 5-byte ones
        // that end a section are tried below.
        let last = code.count - 5
        for index in 0..<last {
            switch code[index] {
            case 0xe8, 0xe9: note(.call, relative(index + 1), index)
            case 0x0f where code[index + 1] & 0xf0 == 0x80:
                note(.call, relative(index + 2), index)
            case 0xeb:
                let target =
                    base &+ UInt64(index + 2)
                    &+ UInt64(bitPattern: Int64(Int8(bitPattern: code[index + 1])))
                if targets.contains(target), tailCallEnds.contains(base &+ UInt64(index + 2)) {
                    note(.call, target, index)
                }
            case 0x8d where code[index + 1] & 0xc7 == 0x05 && index > 0:
                if code[index - 1] & 0xf0 == 0x40 {
                    note(.addressInCode, relative(index + 2), index + 2)
                }
            default: break
            }
        }
        if code[last] & 0xfe == 0xe8 { note(.call, relative(last + 1), last) }
        if scansImmediates { scanImmediates(code, note) }
        return found
    }

    private func scanImmediates(
        _ code: UnsafeRawBufferPointer, _ note: (RawReference.Kind, UInt64, Int) -> Void
    ) {
        for index in 1...(code.count - 4) where takesImmediate(code, before: index) {
            let value = Int32(
                littleEndian: code.loadUnaligned(fromByteOffset: index, as: Int32.self))
            // Kernel text is in the top 2 GiB: its addresses are negative.
            if value < 0 { note(.addressInCode, UInt64(bitPattern: Int64(value)), index) }
        }
    }

    /// Whether the bytes before `index` can be an opcode whose last operand is
    /// imm32: mov, push, cmp and the ALU group, with any addressing mode.
    private func takesImmediate(_ code: UnsafeRawBufferPointer, before index: Int) -> Bool {
        let previous = code[index - 1]
        if (0xb8...0xbf).contains(previous) || previous == 0x68 || previous == 0x3d {
            return true
        }
        for distance in 2...7 where distance <= index {
            let opcode = code[index - distance]
            if opcode == 0xc7 || opcode == 0x81 { return true }
        }
        return false
    }
}
