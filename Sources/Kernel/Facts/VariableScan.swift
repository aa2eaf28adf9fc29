// SPDX-License-Identifier: Apache-2.0
//
// How x86-64 code names a variable of the kernel:
//   disp32(%rip)          also behind %gs, for the CPU's own copy
//   disp32 or imm32       the sign-extended address: arrays with an index, a
//                         pointer that is stored or passed on
//   imm32 or disp32       a per-CPU offset, to which __per_cpu_offset[cpu] or
//                         this_cpu_off is added
// Every byte is tried as the start of such a number. Where one may be meant, the
// function around it is decoded from its entry on, and the instruction says
// whether it reads, writes or takes the address.
import ELF
import X86

/// A use found by addresses only.
struct RawUse {
    enum Kind { case access(MemoryAccess), immediate }
    var kind: Kind
    /// Start of the variable.
    var variable: UInt64
    /// Of the instruction, and of the operand in it.
    var address: UInt64
    var operand: UInt64
    /// Whether it could be any number: an offset that no segment prefix and no
    /// %rip marks as one.
    var isPlainOffset: Bool
    /// Whether the operand is relative to %rip and so needs no relocation.
    var isRelative: Bool
    /// For a plain offset that is a round number, such as 0x20000: the register
    /// that holds it or that it is added to.
    var roundIn: Register?
    /// Such a number, wherever it is put.
    var isRound = false
}

struct VariableScan {
    let map: VariableMap
    /// Addresses of `__per_cpu_offset` and `this_cpu_off`, where they are known.
    let perCPUBases: [UInt64]

    /// Places in a section where an operand may name a variable.
    func suspects(in code: UnsafeRawBufferPointer, at base: UInt64) -> [UInt64] {
        var found: [UInt64] = []
        guard code.count >= 9 else { return found }
        for index in 1...(code.count - 8) {
            let value = UInt64(
                bitPattern: Int64(
                    Int32(
                        littleEndian: code.loadUnaligned(fromByteOffset: index, as: Int32.self))))
            if map.mayHold(value) {
                found.append(base &+ UInt64(index))
            } else if code[index - 1] & 0xc7 == 5 {
                // Relative to the end of the instruction: an immediate may follow.
                let end = base &+ UInt64(index + 4) &+ value
                if map.mayHold(end) || map.mayHold(end &+ 1) || map.mayHold(end &+ 4)
                    || map.mayHold(end &+ 2)
                {
                    found.append(base &+ UInt64(index))
                }
            }
        }
        return found
    }

    /// The uses by one function's code; nothing behind bytes that cannot be
    /// decoded.
    func uses(in code: UnsafeRawBufferPointer, at base: UInt64, _ body: Range<UInt64>) -> [RawUse] {
        var found: [RawUse] = []
        var addsBase = false
        var based: Set<Register> = []
        var address = body.lowerBound
        while address < body.upperBound {
            let offset = Int(address - base)
            guard let next = try? Decoder.decode(code, at: offset, address: address) else { break }
            if let memory = next.memory, let place = Self.place(memory, next) {
                if perCPUBases.contains(place) {
                    addsBase = true
                    if let register = next.register { based.insert(register) }
                }
                if let access = next.memoryAccess { note(next, memory, place, access, &found) }
            }
            if next.branchTarget == nil, let field = next.immediate, field.size >= 4 {
                note(next, field, &found)
            }
            address = next.end
        }
        return found.filter { use in
            guard use.isPlainOffset else { return true }
            // Flags and sizes are round: those must meet the base in a register.
            return addsBase && (!use.isRound || use.roundIn.map(based.contains) == true)
        }
    }

    /// Whether a per-CPU offset may as well be a flag or a size.
    private static func isRound(_ value: UInt64) -> Bool { value & 0xfff == 0 }

    private static func place(_ memory: MemoryOperand, _ instruction: Instruction) -> UInt64? {
        if let target = instruction.ripRelativeTarget { return target }
        guard instruction.displacement?.size == 4 else { return nil }
        return UInt64(bitPattern: memory.displacement)
    }

    private func note(
        _ instruction: Instruction, _ memory: MemoryOperand, _ place: UInt64,
        _ access: MemoryAccess, _ found: inout [RawUse]
    ) {
        guard access != .none, let (start, isPerCPU) = map.variable(holding: place),
            let field = instruction.displacement
        else { return }
        let isRelative = memory.base == .instructionPointer
        var base: Register?
        if case .register(let register) = memory.base { base = register }
        found.append(
            RawUse(
                kind: .access(access), variable: start, address: instruction.address,
                operand: instruction.address + UInt64(field.offset),
                isPlainOffset: isPerCPU && memory.segment != .gs && !isRelative,
                isRelative: isRelative, roundIn: base, isRound: Self.isRound(place)))
    }

    private func note(
        _ instruction: Instruction, _ field: Instruction.Field, _ found: inout [RawUse]
    ) {
        let value = UInt64(bitPattern: field.value)
        guard let (start, isPerCPU) = map.variable(holding: value) else { return }
        found.append(
            RawUse(
                kind: .immediate, variable: start, address: instruction.address,
                operand: instruction.address + UInt64(field.offset), isPlainOffset: isPerCPU,
                isRelative: false,
                roundIn: instruction.modRM == nil
                    ? instruction.opcodeRegister : instruction.otherRegister,
                isRound: Self.isRound(value)))
    }
}
