// SPDX-License-Identifier: Apache-2.0

/// What an instruction does with the memory that its ModRM names.
package enum MemoryAccess: Sendable, Hashable {
    case read, write, readWrite
    /// `lea`: only the address counts.
    case address
    /// Prefetches and long no-operations.
    case none
}

extension Instruction {
    /// Nil when ModRM is missing or names a register. A form that only vector
    /// and system code uses counts as read and written: what is not known must
    /// not look harmless.
    package var memoryAccess: MemoryAccess? {
        guard memory != nil else { return nil }
        guard encoding == .legacy else { return .readWrite }
        switch opcode.map {
        case .primary: return primaryAccess
        case .map0F: return secondaryAccess
        default: return .readWrite
        }
    }

    private var primaryAccess: MemoryAccess {
        switch opcode.byte {
        case 0x38...0x3b: .read
        case 0x00...0x37: opcode.byte & 7 < 2 ? .readWrite : .read
        case 0x63, 0x69, 0x6b, 0x84, 0x85, 0x8a, 0x8b, 0xd8...0xdf: .read
        case 0x80...0x83: group == 7 ? .read : .readWrite
        case 0x88, 0x89, 0x8f, 0xc6, 0xc7: .write
        case 0x8d: .address
        case 0xf6, 0xf7: group == 2 || group == 3 ? .readWrite : .read
        // call, jmp and push through memory read it.
        case 0xff: (group ?? 0) < 2 ? .readWrite : .read
        default: .readWrite
        }
    }

    private var secondaryAccess: MemoryAccess {
        switch opcode.byte {
        case 0x0d, 0x18...0x1f: .none
        // movups and the like: even opcodes load, odd ones store.
        case 0x10, 0x12, 0x14...0x16, 0x28, 0x2a, 0x2c...0x2f, 0x6e, 0x6f: .read
        case 0x11, 0x13, 0x17, 0x29, 0x2b, 0x7f, 0xc3, 0xd6, 0xe7, 0x90...0x9f: .write
        case 0x7e: prefixes.contains(.repeat) ? .read : .write
        case 0x40...0x4f, 0xa3, 0xaf, 0xb6...0xb8, 0xbc...0xbf: .read
        case 0xba: group == 4 ? .read : .readWrite
        default: .readWrite
        }
    }
}
