// SPDX-License-Identifier: Apache-2.0
import X86

/// A function as its instructions: its main part and, where the compiler split
/// it, its cold parts.
struct FunctionCode {
    let entry: UInt64
    /// In the order of the code; cold parts behind the main part.
    private(set) var list: [Instruction] = []
    private var positions: [UInt64: Int] = [:]
    private let parts: [Decoder]
    /// Of what starts at the `targets`.
    var names: [UInt64: String]

    init(
        parts: [Decoder], names: [UInt64: String] = [:]
    ) throws(SchedulePointsError) {
        entry = parts.first?.address ?? 0
        self.parts = parts
        self.names = names
        for part in parts {
            do {
                for instruction in try part.instructions() {
                    positions[instruction.address] = list.count
                    list.append(instruction)
                }
            } catch {
                throw SchedulePointsError(.undecodable(error), at: part.address)
            }
        }
    }

    /// Nil when no instruction starts there.
    subscript(address: UInt64) -> Instruction? { positions[address].map { list[$0] } }

    func contains(_ address: UInt64) -> Bool { part(at: address) != nil }

    private func part(at address: UInt64) -> Decoder? {
        parts.first { address >= $0.address && address - $0.address < UInt64($0.code.count) }
    }

    func refusal(
        _ reason: SchedulePointsError.Reason, _ instruction: Instruction
    ) -> SchedulePointsError {
        guard let part = part(at: instruction.address) else {
            return SchedulePointsError(reason, at: instruction.address)
        }
        let start = Int(instruction.address - part.address)
        return SchedulePointsError(
            reason, at: instruction.address,
            bytes: Array(part.code[start..<start + instruction.length]))
    }

    /// Where its direct branches leave it, and what it reads of the CPU's own data
    /// relative to %rip.
    var targets: Set<UInt64> {
        let all = list.compactMap { instruction in
            instruction.branchTarget
                ?? (instruction.memory?.segment == .gs ? instruction.ripRelativeTarget : nil)
        }
        return Set(all.filter { !contains($0) })
    }

    /// The symbol that a direct call goes to.
    func callee(_ instruction: Instruction) -> String? {
        guard case .call = instruction.flow else { return nil }
        return target(instruction)
    }

    /// The symbol that a direct branch goes to.
    func target(_ instruction: Instruction) -> String? {
        instruction.branchTarget.flatMap { names[$0] }
    }

    /// The symbol that an instruction addresses relative to %rip.
    func operand(_ instruction: Instruction) -> String? {
        instruction.ripRelativeTarget.flatMap { names[$0] }
    }

    /// Functions that never come back.
    static let endings: Set<String> = ["__stack_chk_fail", "panic"]
}

extension Instruction {
    /// Any nop, endbr64 included.
    var isPadding: Bool {
        if opcode == .init(.primary, 0x90) { return rex & 1 == 0 }
        if opcode == .init(.map0F, 0x1e) { return modRM == 0xfa }
        return opcode == .init(.map0F, 0x1f)
    }

    func isPrimary(_ byte: UInt8) -> Bool { encoding == .legacy && opcode == .init(.primary, byte) }

    /// `mov %source,%target`, 64 bits, in either encoding.
    func isMove(from source: Register, to target: Register) -> Bool {
        guard isWide, prefixes.isEmpty, segment == nil else { return false }
        return isPrimary(0x89) && register == source && otherRegister == target
            || isPrimary(0x8b) && register == target && otherRegister == source
    }

    /// The register that `xor %r,%r` or `sub %r,%r` clears.
    var clearedRegister: Register? {
        guard prefixes.isEmpty, let register, otherRegister == register else { return nil }
        let isClear = isPrimary(0x31) || isPrimary(0x33) || isPrimary(0x29) || isPrimary(0x2b)
        return isClear ? register : nil
    }
}
