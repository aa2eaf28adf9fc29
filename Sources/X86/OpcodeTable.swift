// SPDX-License-Identifier: Apache-2.0

/// What follows an opcode. Intel SDM volume 2, appendix A.3 (64-bit mode).
struct OpcodeShape {
    enum Immediate {
        case none
        case byte, word
        /// Two bytes with operand size 66, else four.
        case operand
        /// As `operand`, but eight bytes with REX.W: mov $imm64.
        case wideOperand
        /// An address of eight bytes, of four with prefix 67.
        case absolute
        /// `enter`: a word and a byte.
        case wordAndByte
        /// Distances of branches from the end of the instruction. Prefix 66 does
        /// not shorten them (as on Intel's processors).
        case relativeByte, relativeLong
        /// F6 and F7: only test (/0, /1) has an operand.
        case testByte, testOperand
    }
    var hasModRM: Bool
    var immediate: Immediate

    init(_ hasModRM: Bool, _ immediate: Immediate = .none) {
        self.hasModRM = hasModRM
        self.immediate = immediate
    }

    static let bare = OpcodeShape(false)
    static let modRM = OpcodeShape(true)

    /// Nil for an opcode that does not exist in 64-bit mode.
    static func shape(of opcode: Instruction.Opcode) -> OpcodeShape? {
        switch opcode.map {
        case .primary: primary(opcode.byte)
        case .map0F: secondary(opcode.byte)
        case .map0F38, .map5, .map6: modRM
        case .map0F3A: OpcodeShape(true, .byte)
        }
    }

    private static func primary(_ byte: UInt8) -> OpcodeShape? {
        switch byte {
        case 0x00...0x3f: arithmetic(byte)
        case 0x63, 0x84...0x8f, 0xd0...0xd3, 0xd8...0xdf, 0xfe, 0xff: modRM
        case 0x68, 0xa9: OpcodeShape(false, .operand)
        case 0x69, 0x81, 0xc7: OpcodeShape(true, .operand)
        case 0x6a, 0xa8, 0xb0...0xb7, 0xcd, 0xe4...0xe7: OpcodeShape(false, .byte)
        case 0x6b, 0x80, 0x83, 0xc0, 0xc1, 0xc6: OpcodeShape(true, .byte)
        case 0x70...0x7f, 0xe0...0xe3, 0xeb: OpcodeShape(false, .relativeByte)
        case 0xa0...0xa3: OpcodeShape(false, .absolute)
        case 0xb8...0xbf: OpcodeShape(false, .wideOperand)
        case 0xc2, 0xca: OpcodeShape(false, .word)
        case 0xc8: OpcodeShape(false, .wordAndByte)
        case 0xe8, 0xe9: OpcodeShape(false, .relativeLong)
        case 0xf6: OpcodeShape(true, .testByte)
        case 0xf7: OpcodeShape(true, .testOperand)
        case 0x60...0x62, 0x82, 0x9a, 0xc4, 0xc5, 0xce, 0xd4...0xd6, 0xea: nil
        default: bare
        }
    }

    /// add, or, adc, sbb, and, sub, xor, cmp: eight opcodes each.
    private static func arithmetic(_ byte: UInt8) -> OpcodeShape? {
        switch byte & 7 {
        case 0...3: modRM
        case 4: OpcodeShape(false, .byte)
        case 5: OpcodeShape(false, .operand)
        default: nil
        }
    }

    private static func secondary(_ byte: UInt8) -> OpcodeShape? {
        switch byte {
        case 0x05...0x09, 0x0b, 0x0e, 0x30...0x35, 0x37, 0x77, 0xa0...0xa2, 0xa8...0xaa,
            0xc8...0xcf:
            bare
        case 0x0f, 0x70...0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4...0xc6: OpcodeShape(true, .byte)
        case 0x80...0x8f: OpcodeShape(false, .relativeLong)
        case 0x04, 0x0a, 0x0c, 0x24...0x27, 0x36, 0x38...0x3f: nil
        default: modRM
        }
    }
}
