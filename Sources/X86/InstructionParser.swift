// SPDX-License-Identifier: Apache-2.0

/// Reads one instruction from a window of at most 15 bytes.
struct InstructionParser {
    /// The bytes, the first one lowest.
    private let window: UInt128
    private let count: Int
    /// Whether more bytes would follow than an instruction may have.
    private let isCut: Bool
    private var position = 0
    var instruction: Instruction

    init(_ code: some RandomAccessCollection<UInt8>, address: UInt64) {
        count = min(15, code.count)
        isCut = code.count > 15
        var window: UInt128 = 0
        for byte in code.prefix(15).reversed() { window = window << 8 | UInt128(byte) }
        self.window = window
        instruction = Instruction(address: address)
    }

    /// 1. prefixes, 2. opcode with REX, VEX or EVEX, 3. ModRM, SIB and
    /// displacement, 4. immediate, 5. where it goes.
    mutating func parse() throws(DecodeError) -> Instruction {
        try readPrefixes()
        try readOpcode()
        guard let shape = OpcodeShape.shape(of: instruction.opcode) else { throw invalid() }
        if shape.hasModRM { try readModRM() }
        try readImmediate(shape.immediate)
        instruction.length = position
        try setFlow()
        return instruction
    }

    private mutating func readPrefixes() throws(DecodeError) {
        while true {
            let byte = try peek()
            if byte & 0xf0 == 0x40 {
                instruction.rex = byte
            } else {
                guard readLegacyPrefix(byte) else { return }
                // A REX that does not stand right before the opcode is ignored.
                instruction.rex = 0
            }
            position += 1
        }
    }

    private mutating func readLegacyPrefix(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x66: instruction.prefixes.insert(.operandSize)
        case 0x67: instruction.prefixes.insert(.addressSize)
        case 0xf0: instruction.prefixes.insert(.lock)
        case 0xf2: instruction.prefixes.insert(.repeatNotEqual)
        case 0xf3: instruction.prefixes.insert(.repeat)
        default:
            guard let segment = Instruction.Segment(rawValue: byte) else { return false }
            instruction.segment = segment
        }
        return true
    }

    private mutating func readOpcode() throws(DecodeError) {
        let byte = try next()
        switch byte {
        case 0x0f: try readEscapedOpcode()
        case 0xc4, 0xc5, 0x62: try readVectorPrefix(byte)
        default: instruction.opcode = .init(.primary, byte)
        }
    }

    private mutating func readEscapedOpcode() throws(DecodeError) {
        let byte = try next()
        switch byte {
        case 0x38: instruction.opcode = .init(.map0F38, try next())
        case 0x3a: instruction.opcode = .init(.map0F3A, try next())
        default: instruction.opcode = .init(.map0F, byte)
        }
    }

    /// VEX: C5 RvvvvLpp, or C4 RXBmmmmm WvvvvLpp.
    /// EVEX: 62 RXBR'0mmm Wvvvv1pp zL'LbV'aaa. R, X and B are inverted.
    private mutating func readVectorPrefix(_ first: UInt8) throws(DecodeError) {
        let second = try next()
        var extensions = (~second >> 5) & 4
        var map: UInt8 = 1
        if first != 0xc5 {
            extensions = (~second >> 5) & 7
            map = second & (first == 0xc4 ? 0x1f : 7)
            extensions |= (try next() >> 4) & 8
        }
        if first == 0x62 { _ = try next() }
        guard let known = Self.vectorMap(map), first == 0x62 || map < 4 else { throw invalid() }
        instruction.encoding = first == 0x62 ? .evex : .vex
        instruction.rex = 0x40 | extensions
        instruction.opcode = .init(known, try next())
    }

    private static func vectorMap(_ number: UInt8) -> Instruction.Opcode.Map? {
        switch number {
        case 1: .map0F
        case 2: .map0F38
        case 3: .map0F3A
        case 5: .map5
        case 6: .map6
        default: nil
        }
    }

    private mutating func readModRM() throws(DecodeError) {
        let modRM = try next()
        instruction.modRM = modRM
        let opcode = instruction.opcode
        if opcode == .init(.primary, 0x8f) && modRM & 0x38 != 0 { throw invalid() }
        // mov to and from control and debug registers ignores the mode bits.
        if opcode.map == .map0F && 0x20...0x23 ~= opcode.byte {
            instruction.modRM = modRM | 0xc0
            return
        }
        let mode = modRM >> 6
        if mode == 3 { return }
        var isLong = mode == 2 || modRM & 0xc7 == 5
        if modRM & 7 == 4 {
            let sib = try next()
            instruction.sib = sib
            isLong = isLong || (mode == 0 && sib & 7 == 5)
        }
        if mode == 1 {
            instruction.displacement = try field(1)
        } else if isLong {
            instruction.displacement = try field(4)
        }
    }

    private mutating func readImmediate(_ kind: OpcodeShape.Immediate) throws(DecodeError) {
        let isShort = instruction.prefixes.contains(.operandSize) && !instruction.isWide
        let isTest = instruction.group.map { $0 < 2 } ?? false
        let (size, isSigned) =
            switch kind {
            case .none: (0, true)
            case .byte, .relativeByte: (1, true)
            case .word: (2, false)
            case .wordAndByte: (3, false)
            case .operand: (isShort ? 2 : 4, true)
            case .wideOperand: (instruction.isWide ? 8 : isShort ? 2 : 4, true)
            case .absolute: (instruction.prefixes.contains(.addressSize) ? 4 : 8, false)
            case .relativeLong: (4, true)
            case .testByte: (isTest ? 1 : 0, true)
            case .testOperand: (isTest ? (isShort ? 2 : 4) : 0, true)
            }
        if size > 0 { instruction.immediate = try field(size, isSigned: isSigned) }
    }

    private func peek() throws(DecodeError) -> UInt8 {
        guard position < count else {
            throw isCut
                ? .tooLong(address: instruction.address)
                : .truncated(address: instruction.address)
        }
        return UInt8(truncatingIfNeeded: window >> UInt128(8 * position))
    }

    private mutating func next() throws(DecodeError) -> UInt8 {
        let byte = try peek()
        position += 1
        return byte
    }

    private mutating func field(
        _ size: Int, isSigned: Bool = true
    ) throws(DecodeError) -> Instruction.Field {
        let offset = position
        position += size - 1
        _ = try next()
        let unused = UInt64(64 - 8 * size)
        let top = UInt64(truncatingIfNeeded: window >> UInt128(8 * offset)) << unused
        let value =
            isSigned ? Int64(bitPattern: top) >> Int64(unused) : Int64(bitPattern: top >> unused)
        return .init(value: value, offset: offset, size: size)
    }

    func invalid() -> DecodeError {
        .invalid(address: instruction.address, opcode: instruction.opcode)
    }
}
