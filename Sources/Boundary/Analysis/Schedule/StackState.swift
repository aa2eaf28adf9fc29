// SPDX-License-Identifier: Apache-2.0
import X86

/// Where %rsp and %rbp point, seen from the CFA: the address that %rsp had
/// before the call (DWARF's canonical frame address).
struct StackState: Hashable {
    enum Anchor: Hashable {
        case frameAddress
        /// After `and $-N,%rsp`: an address that only %rbp leads back from.
        case aligned
    }
    /// A place on the stack.
    struct Slot: Hashable {
        var anchor: Anchor
        /// In bytes from the anchor; negative inside the frame.
        var offset: Int
    }

    var anchor = Anchor.frameAddress
    /// In bytes from %rsp up to the anchor. The return address makes 8.
    var depth = 8
    /// Whether %rbp is CFA - 16, as `push %rbp; mov %rsp,%rbp` makes it.
    var hasFramePointer = false
    /// Where registers were pushed.
    var saved: [Slot: Register] = [:]

    static let framePointerDepth = 16

    var top: Slot { Slot(anchor: anchor, offset: -depth) }
    var isEmpty: Bool { anchor == .frameAddress && depth == 8 && !hasFramePointer }

    func slot(of memory: MemoryOperand) -> Slot? {
        guard memory.index == nil, memory.segment == nil else { return nil }
        switch memory.base {
        case .register(.rsp):
            return Slot(anchor: anchor, offset: Int(memory.displacement) - depth)
        case .register(.rbp) where hasFramePointer:
            return Slot(
                anchor: .frameAddress, offset: Int(memory.displacement) - Self.framePointerDepth)
        default:
            return nil
        }
    }

    /// The state after the instruction; the reason for a refusal when that is
    /// not known.
    mutating func apply(_ instruction: Instruction) -> SchedulePointsError.Reason? {
        switch instruction.opcode.byte {
        case _ where instruction.encoding != .legacy || instruction.opcode.map != .primary: break
        case 0x50...0x57: return push(instruction.opcodeRegister, instruction)
        case 0x68, 0x6a, 0x9c: return push(nil, instruction)
        case 0xff where instruction.group == 6: return push(nil, instruction)
        case 0x58...0x5f: return pop(instruction.opcodeRegister, instruction)
        case 0x9d: return pop(nil, instruction)
        case 0xc9: return restoreFramePointer() ?? pop(.rbp, instruction)
        case 0xc2, 0xc3: return nil
        case 0x81, 0x83:
            if instruction.otherRegister == .rsp { return arithmetic(instruction) }
        case 0x8d:
            if instruction.register == .rsp { return loadAddress(instruction) }
        default: break
        }
        return move(instruction)
    }

    private mutating func push(
        _ register: Register?, _ instruction: Instruction
    ) -> SchedulePointsError.Reason? {
        guard instruction.prefixes.isEmpty else { return .unknownStackChange }
        depth += 8
        saved[top] = register
        return nil
    }

    private mutating func pop(
        _ register: Register?, _ instruction: Instruction
    ) -> SchedulePointsError.Reason? {
        guard instruction.prefixes.isEmpty, register != .rsp else { return .unknownStackChange }
        if register == .rbp { hasFramePointer = false }
        saved[top] = nil
        depth -= 8
        return nil
    }

    private mutating func arithmetic(_ instruction: Instruction) -> SchedulePointsError.Reason? {
        guard instruction.isWide, let amount = instruction.immediate?.value else {
            return .unknownStackChange
        }
        switch instruction.group {
        case 0: depth -= Int(amount)
        case 5: depth += Int(amount)
        case 7: break
        case 4:
            guard hasFramePointer else { return .alignedWithoutFramePointer }
            (anchor, depth) = (.aligned, 0)
        default: return .unknownStackChange
        }
        return nil
    }

    /// `lea distance(%rsp),%rsp` and `lea distance(%rbp),%rsp`.
    private mutating func loadAddress(_ instruction: Instruction) -> SchedulePointsError.Reason? {
        guard instruction.isWide, let memory = instruction.memory, let slot = slot(of: memory)
        else { return .unknownStackChange }
        (anchor, depth) = (slot.anchor, -slot.offset)
        return nil
    }

    private mutating func restoreFramePointer() -> SchedulePointsError.Reason? {
        guard hasFramePointer else { return .unknownStackChange }
        (anchor, depth) = (.frameAddress, Self.framePointerDepth)
        return nil
    }

    private mutating func move(_ instruction: Instruction) -> SchedulePointsError.Reason? {
        if instruction.isMove(from: .rbp, to: .rsp) { return restoreFramePointer() }
        if instruction.isMove(from: .rsp, to: .rbp), !hasFramePointer {
            hasFramePointer =
                anchor == .frameAddress && depth == Self.framePointerDepth && saved[top] == .rbp
            return nil
        }
        if instruction.mayWrite(.rsp) { return .unknownStackChange }
        if hasFramePointer && instruction.mayWrite(.rbp) { return .framePointerChanged }
        return nil
    }
}
