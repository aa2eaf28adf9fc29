// SPDX-License-Identifier: Apache-2.0

/// A general register; raw values as in ModRM with REX.
package enum Register: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi
    case r8, r9, r10, r11, r12, r13, r14, r15

    package var description: String { "%\(Self.names[Int(rawValue)])" }

    private static let names = [
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
        "r13", "r14", "r15",
    ]
}

/// What ModRM, SIB and displacement say about a place in memory.
package struct MemoryOperand: Sendable, Hashable {
    /// What the other parts of the address are added to.
    package enum Base: Sendable, Hashable {
        /// No base: the displacement is an absolute address.
        case none
        case register(Register)
        /// Relative to the end of the instruction.
        case instructionPointer
    }
    /// The segment prefix, if there is one; %gs is the kernel's per-CPU base.
    package var segment: Instruction.Segment?
    /// From ModRM.rm or SIB.base.
    package var base: Base
    /// From SIB.index; nil when there is none. It counts `scale` times.
    package var index: Register?
    /// 1, 2, 4 or 8
    package var scale: Int = 1
    /// In bytes, sign-extended. Without a base an absolute address.
    package var displacement: Int64 = 0
}

extension Instruction {
    /// REX.W, or W of VEX and EVEX: the operand has 64 bits.
    package var isWide: Bool { rex & 8 != 0 }

    /// ModRM.reg without REX.R: the opcode extension of groups.
    package var group: UInt8? { modRM.map { $0 >> 3 & 7 } }

    /// The register in ModRM.reg, read as a general one.
    package var register: Register? {
        modRM.flatMap { Register(rawValue: ($0 >> 3 & 7) | (rex & 4) << 1) }
    }

    /// The register in ModRM.rm; nil when it is memory.
    package var otherRegister: Register? {
        guard let modRM, modRM >> 6 == 3 else { return nil }
        return Register(rawValue: (modRM & 7) | (rex & 1) << 3)
    }

    /// The register in the opcode's low three bits (push, pop, mov $, bswap).
    package var opcodeRegister: Register {
        Register(rawValue: (opcode.byte & 7) | (rex & 1) << 3) ?? .rax
    }

    /// Nil when ModRM is missing or names a register.
    package var memory: MemoryOperand? {
        guard let modRM, modRM >> 6 != 3 else { return nil }
        let distance = displacement?.value ?? 0
        if let sib {
            let index = Register(rawValue: (sib >> 3 & 7) | (rex & 2) << 2)
            let base: MemoryOperand.Base =
                sib & 7 == 5 && modRM >> 6 == 0
                ? .none
                : Register(rawValue: (sib & 7) | (rex & 1) << 3).map { .register($0) } ?? .none
            return MemoryOperand(
                segment: segment, base: base, index: index == .rsp ? nil : index,
                scale: 1 << Int(sib >> 6), displacement: distance)
        }
        if modRM & 0xc7 == 5 {
            return MemoryOperand(
                segment: segment, base: .instructionPointer, displacement: distance)
        }
        let base = Register(rawValue: (modRM & 7) | (rex & 1) << 3)
        return MemoryOperand(
            segment: segment, base: base.map { .register($0) } ?? .none, displacement: distance)
    }

    /// The address that a %rip-relative operand means.
    package var ripRelativeTarget: UInt64? {
        guard let memory, memory.base == .instructionPointer else { return nil }
        return end &+ UInt64(bitPattern: memory.displacement)
    }

    /// Where a direct call, jump or conditional jump goes.
    package var branchTarget: UInt64? {
        switch flow {
        case .call(let target), .jump(let target), .conditionalJump(let target): target
        default: nil
        }
    }
}
