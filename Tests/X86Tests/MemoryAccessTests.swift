// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import X86

@Suite struct MemoryAccesses {
    /// Assembler text, its bytes, and what it does with memory.
    struct Example: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var access: MemoryAccess?

        init(_ text: String, _ bytes: [UInt8], _ access: MemoryAccess?) {
            (testDescription, self.bytes, self.access) = (text, bytes, access)
        }
    }

    static let examples = [
        Example("mov 0x10(%rip),%eax", [0x8b, 0x05, 0x10, 0, 0, 0], .read),
        Example("mov %eax,0x10(%rip)", [0x89, 0x05, 0x10, 0, 0, 0], .write),
        Example("movl $1,0x10(%rip)", [0xc7, 0x05, 0x10, 0, 0, 0, 1, 0, 0, 0], .write),
        Example("lea 0x10(%rip),%rax", [0x48, 0x8d, 0x05, 0x10, 0, 0, 0], .address),
        Example("cmpb $0,0x10(%rip)", [0x80, 0x3d, 0x10, 0, 0, 0, 0], .read),
        Example("cmp %eax,0x10(%rip)", [0x39, 0x05, 0x10, 0, 0, 0], .read),
        Example("add %eax,0x10(%rip)", [0x01, 0x05, 0x10, 0, 0, 0], .readWrite),
        Example("add 0x10(%rip),%eax", [0x03, 0x05, 0x10, 0, 0, 0], .read),
        Example("lock incl 0x10(%rip)", [0xf0, 0xff, 0x05, 0x10, 0, 0, 0], .readWrite),
        Example("call *0x10(%rip)", [0xff, 0x15, 0x10, 0, 0, 0], .read),
        Example("testb $1,0x10(%rip)", [0xf6, 0x05, 0x10, 0, 0, 0, 1], .read),
        Example("xchg %eax,0x10(%rip)", [0x87, 0x05, 0x10, 0, 0, 0], .readWrite),
        Example("movzbl 0x10(%rip),%eax", [0x0f, 0xb6, 0x05, 0x10, 0, 0, 0], .read),
        Example("bts %rax,0x10(%rip)", [0x48, 0x0f, 0xab, 0x05, 0x10, 0, 0, 0], .readWrite),
        Example("bt %rax,0x10(%rip)", [0x48, 0x0f, 0xa3, 0x05, 0x10, 0, 0, 0], .read),
        Example("sete 0x10(%rip)", [0x0f, 0x94, 0x05, 0x10, 0, 0, 0], .write),
        Example("prefetcht0 0x10(%rip)", [0x0f, 0x18, 0x0d, 0x10, 0, 0, 0], MemoryAccess.none),
        Example("cmpxchg %ecx,0x10(%rip)", [0x0f, 0xb1, 0x0d, 0x10, 0, 0, 0], .readWrite),
        Example("mov %eax,%ecx", [0x89, 0xc1], nil),
        Example("ret", [0xc3], nil),
    ]

    @Test(arguments: examples) func access(_ example: Example) throws {
        let instruction = try Decoder(example.bytes, address: 0).instruction(at: 0)
        #expect(instruction.length == example.bytes.count)
        #expect(instruction.memoryAccess == example.access)
    }
}
