// SPDX-License-Identifier: Apache-2.0
import X86

/// The code from behind `call __switch_to_asm` to the return:
///
///     mov %rax,%rdi; call finish_task_switch
///     mov slot,%rax; sub %gs:0x28,%rax; jne <call __stack_chk_fail>
///     add $n,%rsp; pop …; ret
///
/// Nothing else is accepted, so nothing is read there but the result, %rsp, %rbp,
/// the canary and the saved registers.
struct ScheduleExit {
    let code: FunctionCode
    let flow: StackFlow
    let canary: StackState.Slot?
    /// What the prologue pushed.
    let saved: [StackState.Slot: Register]

    private enum Check: Equatable {
        case outstanding
        case loaded(Register)
        case compared
        case done
    }

    /// Checks all of it. Returns E, the address behind finish_task_switch's call.
    func find(after contextSwitch: Instruction) throws(SchedulePointsError) -> UInt64 {
        let move = try instruction(at: contextSwitch.end)
        guard move.isMove(from: .rax, to: .rdi) else {
            throw code.refusal(.resultNotPassed, move)
        }
        let call = try instruction(at: move.end)
        guard code.callee(call)?.hasPrefix("finish_task_switch") ?? false else {
            throw code.refusal(.noFinishTaskSwitch, call)
        }
        try checkEpilogue(from: call.end)
        return call.end
    }

    private func checkEpilogue(from start: UInt64) throws(SchedulePointsError) {
        var address = start
        var check = canary == nil ? Check.done : .outstanding
        var restored = RegisterSet()
        // A jump back would go round for ever.
        for _ in 0..<64 {
            let next = try instruction(at: address)
            address = next.end
            if try advance(&check, next) || next.isPadding { continue }
            if case .jump(let target) = next.flow, code.contains(target) {
                address = target
                continue
            }
            if isReturn(next) {
                if check != .done { throw code.refusal(.canaryUnchecked, next) }
                return try checkRestored(restored, next)
            }
            try release(next, &restored)
        }
        throw try code.refusal(.unexpectedAtExit, instruction(at: address))
    }

    private func instruction(at address: UInt64) throws(SchedulePointsError) -> Instruction {
        guard let found = code[address] else {
            throw SchedulePointsError(.leavesFunction, at: address)
        }
        return found
    }

    /// Whether the instruction is a step of the canary's check.
    private func advance(
        _ check: inout Check, _ next: Instruction
    ) throws(SchedulePointsError) -> Bool {
        switch check {
        case .outstanding:
            guard next.isPrimary(0x8b), next.isWide, let memory = next.memory,
                let register = next.register, RegisterSet.callerSaved.contains(register)
            else { return false }
            guard flow.states[next.address]?.slot(of: memory) == canary else {
                throw code.refusal(.canaryMismatch, next)
            }
            check = .loaded(register)
        case .loaded(let register):
            // sub, xor or cmp with memory
            let isComparison = next.isPrimary(0x2b) || next.isPrimary(0x33) || next.isPrimary(0x3b)
            guard isComparison, next.register == register, code.isGuard(next) else {
                throw code.refusal(.canaryMismatch, next)
            }
            check = .compared
        case .compared:
            guard failsWhenDifferent(next) else { throw code.refusal(.canaryMismatch, next) }
            check = .done
        case .done:
            return false
        }
        return true
    }

    /// `jne` to a call of __stack_chk_fail.
    private func failsWhenDifferent(_ next: Instruction) -> Bool {
        guard next.isPrimary(0x75) || next.opcode == .init(.map0F, 0x85),
            case .conditionalJump(let target) = next.flow, let failure = code[target]
        else { return false }
        return code.callee(failure) == "__stack_chk_fail"
    }

    private func isReturn(_ next: Instruction) -> Bool {
        if next.isPrimary(0xc3) { return true }
        guard case .jump = next.flow else { return false }
        return code.target(next) == "__x86_return_thunk"
    }

    /// Stack release and pops, whose effect on the stack `StackFlow` has followed,
    /// and the clearing of caller-saved registers (CONFIG_ZERO_CALL_USED_REGS).
    private func release(
        _ next: Instruction, _ restored: inout RegisterSet
    ) throws(SchedulePointsError) {
        if let (register, slot) = restoring(next) {
            guard saved[slot] == register else { throw code.refusal(.registerMismatch, next) }
            restored.insert(RegisterSet(register))
            return
        }
        if let cleared = next.clearedRegister, RegisterSet.callerSaved.contains(cleared) { return }
        let isRelease =
            (next.isPrimary(0x81) || next.isPrimary(0x83)) && next.group == 0
            && next.otherRegister == .rsp
            || next.isPrimary(0x8d) && next.register == .rsp
            || next.isMove(from: .rbp, to: .rsp)
        if !isRelease { throw code.refusal(.unexpectedAtExit, next) }
    }

    /// The register that pop or leave restores, and from where.
    private func restoring(_ next: Instruction) -> (Register, StackState.Slot)? {
        if next.isPrimary(0xc9) {
            let offset = -StackState.framePointerDepth
            return (.rbp, StackState.Slot(anchor: .frameAddress, offset: offset))
        }
        guard next.opcode.map == .primary, 0x58...0x5f ~= next.opcode.byte else { return nil }
        return flow.states[next.address].map { (next.opcodeRegister, $0.top) }
    }

    private func checkRestored(
        _ restored: RegisterSet, _ next: Instruction
    ) throws(SchedulePointsError) {
        for register in saved.values where !RegisterSet.callerSaved.contains(register) {
            if !restored.contains(register) { throw code.refusal(.registerMismatch, next) }
        }
    }
}
