// SPDX-License-Identifier: Apache-2.0
import ELF
import X86

/// What the instruction around a PC-relative operand tells of it.
enum PCRelative {
    static let types: Set<UInt32> = [
        ELFImage.RelocationType.pc32, ELFImage.RelocationType.plt32, ELFImage.RelocationType.pc64,
    ]

    /// Whether the operand belongs to call, jmp or jcc rel32: E8, E9, 0F 8x. No
    /// ModRM byte that announces a %rip-relative operand has these values.
    static func isBranchOperand(_ holder: InputSection, at offset: Int) -> Bool {
        guard holder.section.isExecutable, offset >= 1, offset + 4 <= holder.bytes.count else {
            return false
        }
        let opcode = holder.bytes[offset - 1]
        if opcode == 0xe8 || opcode == 0xe9 { return true }
        return offset >= 2 && holder.bytes[offset - 2] == 0x0f && opcode & 0xf0 == 0x80
    }

    /// Bytes from the operand to the end of its instruction: 4, and more when an
    /// immediate follows.
    static func distanceToNextInstruction(_ holder: InputSection, from offset: Int) throws -> Int {
        if isBranchOperand(holder, at: offset) { return 4 }
        let decoder = Decoder(holder.bytes, address: 0)
        var position = 0
        while position <= offset {
            position += try instruction(decoder, at: position, holder).length
        }
        return position - offset
    }

    /// A direct branch, in offsets from the input section's first byte.
    struct Branch {
        var operand: Int
        var operandSize: Int
        var target: Int
    }

    static func branches(_ input: InputSection) throws -> [Branch] {
        let decoder = Decoder(input.bytes, address: 0)
        var found: [Branch] = []
        var position = 0
        while position < input.bytes.count {
            let next = try instruction(decoder, at: position, input)
            switch next.flow {
            case .call(let target), .jump(let target), .conditionalJump(let target):
                if let field = next.immediate {
                    found.append(
                        Branch(
                            operand: position + field.offset, operandSize: field.size,
                            target: Int(Int64(bitPattern: target))))
                }
            default: break
            }
            position += next.length
        }
        return found
    }

    /// A number in the code that may be the operand of a relocation.
    struct Field {
        var isImmediate: Bool
        /// Bytes from its first to the end of its instruction.
        var toNextInstruction: Int
    }

    /// All displacements and immediates by their offset.
    static func fields(of input: InputSection) throws -> [Int: Field] {
        let decoder = Decoder(input.bytes, address: 0)
        var found: [Int: Field] = [:]
        var position = 0
        while position < input.bytes.count {
            let next = try instruction(decoder, at: position, input)
            for (field, isImmediate) in [(next.displacement, false), (next.immediate, true)] {
                guard let field else { continue }
                found[position + field.offset] = Field(
                    isImmediate: isImmediate, toNextInstruction: next.length - field.offset)
            }
            position += next.length
        }
        return found
    }

    private static func instruction(
        _ decoder: Decoder, at position: Int, _ holder: InputSection
    ) throws -> Instruction {
        do {
            return try decoder.instruction(at: UInt64(position))
        } catch {
            throw ExtractionError.object(
                unit: holder.unit, section: holder.section.name, reason: "\(error)")
        }
    }
}
