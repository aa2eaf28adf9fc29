// SPDX-License-Identifier: Apache-2.0

/// One x86-64 instruction in 64-bit mode, taken apart into its fields:
///
///     legacy prefixes | REX, VEX or EVEX | opcode | ModRM | SIB | displacement | immediate
///
/// Source: Intel SDM volume 2, chapter 2 and appendix A.
package struct Instruction: Sendable, Hashable {
    /// Legacy prefixes except those for segments; each option names its byte.
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

    /// What stands ahead of the opcode: REX or nothing; C4 or C5; 62.
    package enum Encoding: UInt8, Sendable, Hashable { case legacy, vex, evex }

    /// An opcode byte and the map in which it is looked up.
    package struct Opcode: Sendable, Hashable {
        /// Opcode maps of Intel SDM volume 2, appendix A, named for their escape bytes; 5
        /// and 6 are EVEX's own.
        package enum Map: UInt8, Sendable, Hashable {
            case primary, map0F, map0F38, map0F3A, map5, map6
        }
        /// Which table the byte belongs to.
        package var map: Map
        /// The last byte of the opcode, behind all escapes.
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

    /// Where control goes after the instruction; the values are absolute target addresses.
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

    /// Of its first byte, prefixes included.
    package var address: UInt64
    /// In bytes, 1…15.
    package var length = 0
    /// Those that stand ahead of it; what VEX and EVEX encode in `pp` is not among them.
    package var prefixes: Prefixes = []
    /// The last segment prefix; nil when there is none.
    package var segment: Segment?
    /// How the opcode is encoded.
    package var encoding = Encoding.legacy
    /// 0100WRXB; 0 when there is none. For VEX and EVEX, their W, R, X and B.
    package var rex: UInt8 = 0
    /// Says, with `group` for some bytes, which instruction it is.
    package var opcode = Opcode(.primary, 0)
    /// The byte that names registers and memory operand: mod, reg, rm in 2, 3 and 3 bits.
    package var modRM: UInt8?
    /// Scale, index and base in 2, 3 and 3 bits; there only when ModRM asks for it.
    package var sib: UInt8?
    /// The number in the memory operand; nil when it has none.
    package var displacement: Field?
    /// Also the distance of a relative branch.
    package var immediate: Field?
    /// Whether the next instruction follows, and where else control may go.
    package var flow = Flow.sequential

    /// The address of the instruction that follows in memory.
    package var end: UInt64 { address &+ UInt64(length) }
}
