// SPDX-License-Identifier: Apache-2.0
import X86

/// The straight line of code from a function's entry to the point where its
/// frame is complete.
struct Prologue {
    /// The first instruction behind it.
    private(set) var entry: UInt64
    /// Where the canary was written; nil for a function without one.
    private(set) var canary: StackState.Slot?
    private let code: FunctionCode

    /// 1. takes the instructions up to the first branch, 2. finds the last one
    /// that moves the stack pointer or writes the canary, 3. checks that those up
    /// to there do nothing but make the frame.
    init(_ code: FunctionCode, _ flow: StackFlow) throws(SchedulePointsError) {
        self.code = code
        entry = code.entry
        let head = Self.straightLine(code)
        var count = 0
        for (index, instruction) in head.enumerated() {
            if Self.changesStack(instruction, flow) { count = index + 1 }
        }
        if let (slot, end) = canaryStore(in: head, flow) {
            canary = slot
            count = max(count, end)
        }
        for instruction in head.prefix(count) { try check(instruction, flow) }
        if count > 0 { entry = head[count - 1].end }
    }

    private static func straightLine(_ code: FunctionCode) -> [Instruction] {
        var list: [Instruction] = []
        var address = code.entry
        while let next = code[address], next.flow == .sequential {
            list.append(next)
            address = next.end
        }
        return list
    }

    private static func changesStack(_ instruction: Instruction, _ flow: StackFlow) -> Bool {
        guard let before = flow.states[instruction.address] else { return false }
        return flow.states[instruction.end] != before
    }

    /// The slot, and the number of instructions up to the store and the clearing
    /// of the register that held the canary:
    ///
    ///     mov %gs:0x28,%rax; mov %rax,0x18(%rsp); xor %eax,%eax
    private func canaryStore(
        in head: [Instruction], _ flow: StackFlow
    ) -> (StackState.Slot, Int)? {
        var holder: Register?
        for (index, instruction) in head.enumerated() {
            if instruction.isPrimary(0x8b), code.isGuard(instruction) {
                holder = instruction.register
            } else if let register = holder, instruction.isPrimary(0x89), instruction.isWide,
                instruction.register == register, let memory = instruction.memory,
                let slot = flow.states[instruction.address]?.slot(of: memory)
            {
                let next = index + 1
                let isCleared = next < head.count && head[next].clearedRegister == register
                return (slot, isCleared ? next + 1 : next)
            } else if let register = holder, instruction.mayWrite(register) {
                holder = nil
            }
        }
        return nil
    }

    private func check(
        _ instruction: Instruction, _ flow: StackFlow
    ) throws(SchedulePointsError) {
        guard let written = instruction.writtenRegisters else {
            throw code.refusal(.effectBeforeEntry, instruction)
        }
        if written.contains(.rdi) { throw code.refusal(.argumentOverwritten, instruction) }
        guard let memory = instruction.memory, !instruction.onlyReadsMemory else { return }
        guard let state = flow.states[instruction.address], let slot = state.slot(of: memory),
            slot.offset < (slot.anchor == .frameAddress ? -8 : 0)
        else { throw code.refusal(.effectBeforeEntry, instruction) }
    }
}

extension FunctionCode {
    /// Whether the instruction's operand is the CPU's stack protector value:
    /// %gs:0x28, or a per-cpu variable of its own (since 6.15).
    func isGuard(_ instruction: Instruction) -> Bool {
        guard instruction.isWide, let memory = instruction.memory, memory.segment == .gs else {
            return false
        }
        if instruction.ripRelativeTarget != nil {
            return ["__stack_chk_guard", "__ref_stack_chk_guard"].contains(operand(instruction))
        }
        return memory.base == .none && memory.index == nil && memory.displacement == 0x28
    }
}

extension Instruction {
    /// Whether the memory operand is known to be a source only (or is no access
    /// at all, as with lea and nop).
    fileprivate var onlyReadsMemory: Bool {
        guard encoding == .legacy else { return false }
        switch (opcode.map, opcode.byte) {
        case (.primary, 0x00...0x37): return opcode.byte & 7 > 1
        case (.primary, 0x38...0x3b), (.primary, 0x63), (.primary, 0x69), (.primary, 0x6b),
            (.primary, 0x84), (.primary, 0x85), (.primary, 0x8a), (.primary, 0x8b),
            (.primary, 0x8d):
            return true
        case (.primary, 0x80), (.primary, 0x81), (.primary, 0x83): return group == 7
        case (.map0F, 0x1f), (.map0F, 0x40...0x4f), (.map0F, 0xaf), (.map0F, 0xb6...0xb7),
            (.map0F, 0xbe...0xbf):
            return true
        default: return false
        }
    }
}
