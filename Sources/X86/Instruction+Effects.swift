// SPDX-License-Identifier: Apache-2.0

/// Some of the sixteen general registers: bit n stands for register number n.
package struct RegisterSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The set of that register alone.
    package init(_ register: Register) { rawValue = 1 << UInt16(register.rawValue) }

    /// Whether the set holds the register.
    package func contains(_ register: Register) -> Bool { contains(RegisterSet(register)) }

    /// What a called function may change (System V ABI for x86-64).
    package static let callerSaved: RegisterSet = [
        .init(.rax), .init(.rcx), .init(.rdx), .init(.rsi), .init(.rdi), .init(.r8), .init(.r9),
        .init(.r10), .init(.r11),
    ]
}

extension Instruction {
    /// Whether the instruction may change the register, in whole or in part. A
    /// call changes what its callee may. Sure for the forms of
    /// `writtenRegisters`; for all others every register that ModRM names and
    /// every register that any instruction uses without naming it counts; for
    /// VEX and EVEX every register does.
    package func mayWrite(_ wanted: Register) -> Bool {
        if let written = writtenRegisters { return written.contains(wanted) }
        // VEX and EVEX name one more register, which is not kept.
        guard encoding == .legacy else { return true }
        let implicit: RegisterSet = [
            .init(.rax), .init(.rcx), .init(.rdx), .init(.rbx), .init(.rsi), .init(.rdi),
            .init(.r11),
        ]
        return implicit.contains(wanted) || register == wanted || otherRegister == wanted
    }

    /// The general registers that the instruction changes; nil for a form that
    /// this function does not know.
    package var writtenRegisters: RegisterSet? {
        guard encoding == .legacy else { return nil }
        switch opcode.map {
        case .primary: return writtenByPrimary
        case .map0F: return writtenBySecondary
        default: return nil
        }
    }

    private var writtenByPrimary: RegisterSet? {
        switch opcode.byte {
        case 0x00...0x3f: writtenByArithmetic
        case 0x50...0x57, 0x68, 0x6a, 0x9c, 0x9d: RegisterSet(.rsp)
        case 0x58...0x5f: [RegisterSet(.rsp), RegisterSet(opcodeRegister)]
        case 0x63, 0x69, 0x6b, 0x8b, 0x8d: named(register, isByte: false)
        case 0x8a: named(register, isByte: true)
        case 0x70...0x7f, 0x84, 0x85, 0x9b, 0xa8, 0xa9, 0xcc, 0xe3, 0xe9, 0xeb: []
        case 0x80, 0x83, 0x81: group == 7 ? [] : named(otherRegister, isByte: opcode.byte == 0x80)
        case 0x86, 0x87:
            named(register, isByte: opcode.byte == 0x86)
                .union(named(otherRegister, isByte: opcode.byte == 0x86))
        case 0x88, 0xc6: named(otherRegister, isByte: true)
        case 0x89, 0xc7: flow == .sequential ? named(otherRegister, isByte: false) : nil
        case 0x8f: RegisterSet(.rsp).union(named(otherRegister, isByte: false))
        case 0x90...0x97:
            opcodeRegister == .rax ? [] : [RegisterSet(.rax), RegisterSet(opcodeRegister)]
        case 0x98, 0xa0, 0xa1: RegisterSet(.rax)
        case 0x99: RegisterSet(.rdx)
        case 0xb0...0xb7: named(opcodeRegister, isByte: true)
        case 0xb8...0xbf: RegisterSet(opcodeRegister)
        case 0xc0, 0xd0, 0xd2: named(otherRegister, isByte: true)
        case 0xc1, 0xd1, 0xd3: named(otherRegister, isByte: false)
        case 0xc2, 0xc3, 0xca, 0xcb, 0xcf: RegisterSet(.rsp)
        case 0xc8, 0xc9: [RegisterSet(.rsp), RegisterSet(.rbp)]
        case 0xe8: .callerSaved
        case 0xf6, 0xf7: writtenByUnary
        case 0xfe, 0xff: writtenByIncrement
        default: nil
        }
    }

    private var writtenByArithmetic: RegisterSet? {
        if opcode.byte >= 0x38 { return [] }
        return switch opcode.byte & 7 {
        case 0: named(otherRegister, isByte: true)
        case 1: named(otherRegister, isByte: false)
        case 2: named(register, isByte: true)
        case 3: named(register, isByte: false)
        default: RegisterSet(.rax)
        }
    }

    private var writtenByUnary: RegisterSet {
        switch group {
        case 0, 1: []
        case 2, 3: named(otherRegister, isByte: opcode.byte == 0xf6)
        default: opcode.byte == 0xf6 ? RegisterSet(.rax) : [RegisterSet(.rax), RegisterSet(.rdx)]
        }
    }

    private var writtenByIncrement: RegisterSet? {
        switch group {
        case 0, 1: named(otherRegister, isByte: opcode.byte == 0xfe)
        case 2, 3: .callerSaved
        case 4, 5: []
        case 6: RegisterSet(.rsp)
        default: nil
        }
    }

    private var writtenBySecondary: RegisterSet? {
        switch opcode.byte {
        case 0x0b, 0x0d, 0x18...0x1d, 0x1f, 0x80...0x8f, 0xa3: []
        // endbr64; the rest of 0F 1E are hints or read the shadow stack pointer.
        case 0x1e: modRM == 0xfa ? [] : nil
        case 0x31: [RegisterSet(.rax), RegisterSet(.rdx)]
        case 0x40...0x4f, 0xaf, 0xb6...0xb8, 0xbc...0xbf: named(register, isByte: false)
        case 0x90...0x9f: named(otherRegister, isByte: true)
        case 0xa4, 0xa5, 0xab, 0xac, 0xad, 0xb3, 0xbb: named(otherRegister, isByte: false)
        case 0xb0, 0xb1:
            RegisterSet(.rax).union(named(otherRegister, isByte: opcode.byte == 0xb0))
        case 0xba: group == 4 ? [] : named(otherRegister, isByte: false)
        case 0xc0, 0xc1:
            named(register, isByte: opcode.byte == 0xc0)
                .union(named(otherRegister, isByte: opcode.byte == 0xc0))
        case 0xc8...0xcf: RegisterSet(opcodeRegister)
        default: nil
        }
    }

    /// The set of one register, or of none. Without REX, byte registers 4…7 are
    /// the second bytes of 0…3.
    private func named(_ register: Register?, isByte: Bool) -> RegisterSet {
        guard let register else { return [] }
        guard isByte, rex == 0, let low = Register(rawValue: register.rawValue & 3) else {
            return RegisterSet(register)
        }
        return RegisterSet(low)
    }
}
