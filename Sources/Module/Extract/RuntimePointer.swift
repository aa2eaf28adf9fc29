// SPDX-License-Identifier: Apache-2.0
import ELF

/// A place where boot writes the value of one of vmlinux's pointers into the code:
/// the eight bytes of `movabs $value,%reg`, which hold a placeholder until then
/// (runtime_const_ptr(), arch/x86/include/asm/runtime-const.h, Linux 6.12).
///
/// Nobody does that in a module, and a value that is known when the module is built
/// would be wrong: the bound of user addresses, USER_PTR_MAX, depends on the levels of
/// page tables and on linear address masking. So the instruction is made to load the
/// pointer itself, which needs three bytes less.
struct RuntimePointer {
    static let sectionPrefix = "runtime_ptr_"
    /// Of the instruction: a REX prefix, B8+r and the value.
    static let size = 10
    private static let placeholder: [UInt8] = [0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01]

    /// Of the four bytes that need a relocation, from the instruction's first byte.
    static let operandOffset = 3
    /// `mov pointer(%rip),%reg` and a NOP behind it.
    let load: [UInt8]

    /// - Returns: nil when the bytes are another instruction or hold a value already.
    init?(_ instruction: some Collection<UInt8>) {
        let bytes = Array(instruction)
        guard bytes.count == Self.size, bytes[0] & 0xfe == 0x48, bytes[1] & 0xf8 == 0xb8,
            Array(bytes[2...]) == Self.placeholder
        else { return nil }
        let isUpper = bytes[0] & 1 != 0
        let register = bytes[1] & 7
        load =
            [isUpper ? 0x4c : 0x48, 0x8b, 0x05 | register << 3, 0, 0, 0, 0] + [0x0f, 0x1f, 0x00]
    }
}
