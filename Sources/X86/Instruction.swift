// SPDX-License-Identifier: Apache-2.0

/// One x86-64 instruction in 64-bit mode, taken apart into its fields:
///
///     legacy prefixes | REX, VEX or EVEX | opcode | ModRM | SIB | displacement | immediate
///
/// Source: Intel SDM volume 2, chapter 2 and appendix A.
package struct Instruction: Sendable, Hashable {
    package struct Prefixes: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// 66
        package static let operandSize = Prefixes(rawValue: 1)
        /// 67
        package static let addressSize = Prefixes(rawValue: 2)
        /// F0
        package static let lock = Prefixes(rawValue: 4)
        /// F2: repne, bnd
        package static let repeatNotEqual = Prefixes(rawValue: 8)
        /// F3: rep
        package static let `repeat` = Prefixes(rawValue: 16)
    }

    /// Raw values are the prefix bytes. 3E is also `notrack`; 2E pads the calls
    /// of retpolines.
    package enum Segment: UInt8, Sendable, Hashable {
        case es = 0x26, cs = 0x2e, ss = 0x36, ds = 0x3e, fs = 0x64, gs = 0x65
    }

    package enum Encoding: UInt8, Sendable, Hashable { case legacy, vex, evex }

    package struct Opcode: Sendable, Hashable {
        package enum Map: UInt8, Sendable, Hashable {
            case primary, map0F, map0F38, map0F3A, map5, map6
        }
        package var map: Map
        package var byte: UInt8

        package init(_ map: Map, _ byte: UInt8) {
            self.map = map
            self.byte = byte
        }
    }

    /// A number inside the instruction.
    package struct Field: Sendable, Hashable {
        /// Sign-extended, except for moffs addresses, `ret`'s and `enter`'s numbers.
        package var value: Int64
        /// In bytes from the start of the instruction.
        package var offset: Int
        /// In bytes: 1, 2, 4 or 8; 3 for `enter`, which has two numbers.
        package var size: Int
    }

    package enum Flow: Sendable, Hashable {
        case sequential
        case call(UInt64)
        case jump(UInt64)
        /// Also loop, jrcxz and xbegin.
        case conditionalJump(UInt64)
        case indirectCall, indirectJump
        /// Also iret, sysret and sysexit.
        case `return`
        /// int3, ud0, ud1, ud2
        case trap
    }

    package var address: UInt64
    /// In bytes, 1…15.
    package var length = 0
    package var prefixes: Prefixes = []
    package var segment: Segment?
    package var encoding = Encoding.legacy
    /// 0100WRXB; 0 when there is none. For VEX and EVEX, their W, R, X and B.
    package var rex: UInt8 = 0
    package var opcode = Opcode(.primary, 0)
    package var modRM: UInt8?
    package var sib: UInt8?
    package var displacement: Field?
    /// Also the distance of a relative branch.
    package var immediate: Field?
    package var flow = Flow.sequential

    /// The address of the instruction that follows in memory.
    package var end: UInt64 { address &+ UInt64(length) }
}
