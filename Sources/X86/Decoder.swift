// SPDX-License-Identifier: Apache-2.0

/// Why there is no instruction at an address.
package enum DecodeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The code ends inside the instruction.
    case truncated(address: UInt64)
    /// More than 15 bytes.
    case tooLong(address: UInt64)
    /// Not an instruction of 64-bit mode.
    case invalid(address: UInt64, opcode: Instruction.Opcode)
    /// The address is not in the code.
    case outside(address: UInt64)

    package var description: String {
        switch self {
        case .truncated(let address):
            "the code ends inside the instruction at 0x\(String(address, radix: 16))"
        case .tooLong(let address):
            "the instruction at 0x\(String(address, radix: 16)) is longer than 15 bytes"
        case .invalid(let address, let opcode):
            "no instruction at 0x\(String(address, radix: 16)): opcode "
                + "0x\(String(opcode.byte, radix: 16)) of map \(opcode.map)"
        case .outside(let address):
            "0x\(String(address, radix: 16)) is outside the code"
        }
    }
}

/// Decodes code that is loaded at `address`.
package struct Decoder: Sendable {
    /// Machine code of 64-bit mode, whole instructions as a rule.
    package var code: [UInt8]
    /// Where the first byte of `code` is loaded; addresses in operands count from it.
    package var address: UInt64

    package init(_ code: [UInt8], address: UInt64) {
        self.code = code
        self.address = address
    }

    /// The instruction that starts at `address`.
    package func instruction(at address: UInt64) throws(DecodeError) -> Instruction {
        guard address >= self.address, address - self.address < UInt64(code.count) else {
            throw .outside(address: address)
        }
        let offset = Int(address - self.address)
        var parser = InstructionParser(code[offset...], address: address)
        return try parser.parse()
    }

    /// All instructions, one behind the other from the first byte to the last.
    package func instructions() throws(DecodeError) -> [Instruction] {
        var list: [Instruction] = []
        var offset = 0
        while offset < code.count {
            let next = try instruction(at: address &+ UInt64(offset))
            list.append(next)
            offset += next.length
        }
        return list
    }

    /// The instruction at `offset` of `code`, which is loaded at `address`.
    package static func decode(
        _ code: UnsafeRawBufferPointer, at offset: Int, address: UInt64
    ) throws(DecodeError) -> Instruction {
        guard code.indices.contains(offset) else { throw .outside(address: address) }
        var parser = InstructionParser(code[offset...], address: address)
        return try parser.parse()
    }
}
