// SPDX-License-Identifier: Apache-2.0
import X86

/// The stack before each instruction of a function, on whatever path it is
/// reached.
struct StackFlow {
    private(set) var states: [UInt64: StackState] = [:]
    private let code: FunctionCode

    init(_ code: FunctionCode) throws(SchedulePointsError) {
        self.code = code
        try follow(from: code.entry, StackState())
    }

    /// Follows the code that nothing was seen to reach: jump labels lead there,
    /// which are nops in the image. It runs with the body's frame.
    mutating func followUnreached(_ body: StackState) throws(SchedulePointsError) {
        for instruction in code.list where states[instruction.address] == nil {
            if instruction.isPadding || instruction.isPrimary(0xcc) { continue }
            try follow(from: instruction.address, body)
        }
    }

    private mutating func follow(
        from address: UInt64, _ state: StackState
    ) throws(SchedulePointsError) {
        var pending = [(address, state)]
        while let (address, state) = pending.popLast() {
            guard let instruction = code[address] else {
                throw SchedulePointsError(.branchIntoInstruction, at: address)
            }
            if let known = states[address] {
                if known != state { throw code.refusal(.stackDisagrees, instruction) }
                continue
            }
            states[address] = state
            var after = state
            if let reason = after.apply(instruction) { throw code.refusal(reason, instruction) }
            for next in try successors(instruction, state) { pending.append((next, after)) }
        }
    }

    private func successors(
        _ instruction: Instruction, _ state: StackState
    ) throws(SchedulePointsError) -> [UInt64] {
        switch instruction.flow {
        case .sequential:
            guard code.contains(instruction.end) else {
                throw code.refusal(.leavesFunction, instruction)
            }
            return [instruction.end]
        case .call, .indirectCall, .trap:
            return ends(instruction) ? [] : [instruction.end]
        case .jump(let target):
            return try inside(target, instruction, state)
        case .conditionalJump(let target):
            guard code.contains(instruction.end) else {
                throw code.refusal(.leavesFunction, instruction)
            }
            return try inside(target, instruction, state) + [instruction.end]
        case .indirectJump:
            throw code.refusal(.indirectJump, instruction)
        case .return:
            if !state.isEmpty { throw code.refusal(.stackAtReturn, instruction) }
            return []
        }
    }

    /// Whether a call or trap does not come back. A warning's ud2 does; at the
    /// end of the code nothing can.
    private func ends(_ instruction: Instruction) -> Bool {
        if instruction.isPrimary(0xcc) || !code.contains(instruction.end) { return true }
        return code.callee(instruction).map(FunctionCode.endings.contains) ?? false
    }

    /// A jump out of the function must be a tail call of another one.
    private func inside(
        _ target: UInt64, _ instruction: Instruction, _ state: StackState
    ) throws(SchedulePointsError) -> [UInt64] {
        if code.contains(target) {
            if code[target] == nil { throw code.refusal(.branchIntoInstruction, instruction) }
            return [target]
        }
        guard let name = code.target(instruction), !name.contains(".cold") else {
            throw code.refusal(.leavesFunction, instruction)
        }
        if !state.isEmpty { throw code.refusal(.stackAtReturn, instruction) }
        return []
    }
}
