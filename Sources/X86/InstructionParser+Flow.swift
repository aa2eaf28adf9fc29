// SPDX-License-Identifier: Apache-2.0

extension InstructionParser {
    /// Sets where the instruction goes; its length is known.
    mutating func setFlow() throws(DecodeError) {
        guard instruction.encoding == .legacy else { return }
        let distance = UInt64(bitPattern: instruction.immediate?.value ?? 0)
        let target = instruction.end &+ distance
        switch (instruction.opcode.map, instruction.opcode.byte) {
        case (.primary, 0xe8): instruction.flow = .call(target)
        case (.primary, 0xe9), (.primary, 0xeb): instruction.flow = .jump(target)
        case (.primary, 0x70...0x7f), (.primary, 0xe0...0xe3), (.map0F, 0x80...0x8f):
            instruction.flow = .conditionalJump(target)
        case (.primary, 0xc7) where instruction.modRM == 0xf8:
            instruction.flow = .conditionalJump(target)
        case (.primary, 0xc2), (.primary, 0xc3), (.primary, 0xca), (.primary, 0xcb),
            (.primary, 0xcf), (.map0F, 0x07), (.map0F, 0x35):
            instruction.flow = .return
        case (.primary, 0xcc), (.map0F, 0x0b), (.map0F, 0xb9), (.map0F, 0xff):
            instruction.flow = .trap
        case (.primary, 0xff): try setIndirectFlow()
        default: break
        }
    }

    private mutating func setIndirectFlow() throws(DecodeError) {
        switch instruction.group {
        case 2, 3: instruction.flow = .indirectCall
        case 4, 5: instruction.flow = .indirectJump
        case 7: throw invalid()
        default: break
        }
    }
}
