// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support
@testable import X86

private func bytes(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}

private func decode(_ text: String, at address: UInt64 = 0x1000) throws -> Instruction {
    // Bytes that belong to the next instruction must not matter.
    let code = bytes(text) + [UInt8](repeating: 0x90, count: 16)
    return try Decoder(code, address: address).instruction(at: address)
}

@Suite struct LengthTests {
    /// As GNU as assembles them.
    static let cases: [(String, String)] = [
        ("push %rbp", "55"), ("push %r15", "41 57"), ("mov %rsp,%rbp", "48 89 e5"),
        ("endbr64", "f3 0f 1e fa"), ("nopl 0(%rax,%rax,1)", "0f 1f 44 00 00"),
        ("data16 cs nopw", "66 66 2e 0f 1f 84 00 00 00 00 00"), ("xchg %ax,%ax", "66 90"),
        ("mov %gs:0x28,%rax", "65 48 8b 04 25 28 00 00 00"),
        ("mov %gs:x(%rip),%eax", "65 8b 05 34 86 60 7e"),
        ("movabs $imm64,%rax", "48 b8 01 02 03 04 05 06 07 08"), ("mov $imm16,%ax", "66 b8 01 02"),
        ("movw $imm16,(%rax)", "66 c7 00 01 02"),
        ("movq $imm32,-0x40(%rbp)", "48 c7 45 c0 00 00 00 00"),
        ("movabs moffs,%al", "a0 01 02 03 04 05 06 07 08"), ("addr32 moffs", "67 a1 01 02 03 04"),
        ("testb $1,(%rax)", "f6 00 01"), ("notb (%rax)", "f6 10"),
        ("testl $imm32,0x10(%rax)", "f7 40 10 00 00 01 00"), ("testw", "66 f7 40 10 00 01"),
        ("negq %rax", "48 f7 d8"), ("imul $imm32,%rax,%rax", "48 69 c0 00 01 00 00"),
        ("enter $16,$1", "c8 10 00 01"), ("ret $8", "c2 08 00"), ("ret", "c3"),
        ("rep ret", "f3 c3"),
        ("add x(,%rax,8),%rbx", "48 03 1c c5 60 eb 39 82"),
        ("lock cmpxchg16b", "f0 48 0f c7 4d 00"),
        ("mov (%rsp),%rax", "48 8b 04 24"), ("mov 0(%r13),%rax", "49 8b 45 00"),
        ("mov %cr4,%rax", "0f 20 e0"), ("mov %cr0 with mode bits 0", "0f 20 05"),
        ("ud1 (%rax),%eax", "0f b9 40 10"), ("bts $3,(%rdi)", "48 0f ba 2f 03"),
        ("pshufb", "66 0f 38 00 c1"), ("palignr", "66 0f 3a 0f c1 08"), ("shufps", "0f c6 c1 1b"),
        ("vzeroupper", "c5 f8 77"), ("vpshufd $1", "c5 f9 70 c1 01"),
        ("rorx $7", "c4 e3 7b f0 c1 07"),
        ("andn", "c4 e2 60 f2 c1"), ("evex disp8", "62 f1 7c 48 10 40 01"),
        ("evex vpternlogq", "62 f3 f5 48 25 c2 96"), ("xbegin", "c7 f8 00 00 00 00"),
        ("rex before a prefix is void", "48 66 b8 01 02"), ("fwait", "9b"), ("swapgs", "0f 01 f8"),
    ]

    @Test(arguments: cases) func `is that of the assembler`(_ name: String, _ text: String) throws {
        #expect(try decode(text).length == bytes(text).count, "\(name)")
    }

    @Test(arguments: cases) func `is checked against the end`(_ name: String, _ text: String) {
        let code = bytes(text)
        for count in code.indices.dropFirst() {
            #expect(throws: DecodeError.truncated(address: 0), "\(name), \(count) bytes") {
                try Decoder(Array(code.prefix(count)), address: 0).instruction(at: 0)
            }
        }
    }
}

@Suite struct FlowTests {
    static let cases: [(String, Instruction.Flow)] = [
        ("e8 0b 00 00 00", .call(0x1010)), ("2e e8 0a 00 00 00", .call(0x1010)),
        ("e9 fb ff ff ff", .jump(0x1000)), ("eb fe", .jump(0x1000)),
        ("74 0e", .conditionalJump(0x1010)), ("2e 74 0d", .conditionalJump(0x1010)),
        ("0f 85 fa 00 00 00", .conditionalJump(0x1100)), ("e3 0e", .conditionalJump(0x1010)),
        ("ff d0", .indirectCall), ("3e ff e0", .indirectJump), ("41 ff 14 24", .indirectCall),
        ("ff 25 00 00 00 00", .indirectJump), ("ff 30", .sequential), ("c3", .return),
        ("48 cf", .return), ("0f 0b", .trap), ("cc", .trap), ("0f 05", .sequential),
        ("c5 f8 77", .sequential), ("c7 00 01 00 00 00", .sequential),
    ]

    @Test(arguments: cases) func `is read`(_ text: String, _ flow: Instruction.Flow) throws {
        let instruction = try decode(text)
        #expect(instruction.flow == flow)
        switch flow {
        case .call(let target), .jump(let target), .conditionalJump(let target):
            #expect(instruction.branchTarget == target)
        default: #expect(instruction.branchTarget == nil)
        }
    }
}

@Suite struct FieldTests {
    @Test func `places and values`() throws {
        let store = try decode("48 c7 45 c0 fe ff ff ff")
        #expect(store.displacement == .init(value: -0x40, offset: 3, size: 1))
        #expect(store.immediate == .init(value: -2, offset: 4, size: 4))
        #expect(store.memory == MemoryOperand(base: .register(.rbp), displacement: -0x40))
        #expect(store.group == 0 && store.isWide)
    }

    @Test func `instruction pointer`() throws {
        let load = try decode("65 8b 05 34 86 60 7e", at: 0xffff_ffff_81a1_0b25)
        #expect(load.segment == .gs)
        #expect(load.ripRelativeTarget == 0x19160)
        #expect(try decode("8b 04 25 28 00 00 00").ripRelativeTarget == nil)
    }

    @Test(arguments: [
        (
            "65 48 8b 04 25 28 00 00 00",
            MemoryOperand(segment: .gs, base: .none, displacement: 0x28)
        ),
        ("48 8b 04 24", MemoryOperand(base: .register(.rsp))),
        (
            "4a 8b 44 e5 08",
            MemoryOperand(base: .register(.rbp), index: .r12, scale: 8, displacement: 8)
        ),
        ("49 8b 45 00", MemoryOperand(base: .register(.r13))),
        (
            "48 8b 04 c5 00 00 00 80",
            MemoryOperand(base: .none, index: .rax, scale: 8, displacement: -0x8000_0000)
        ),
    ]) func memory(_ text: String, _ operand: MemoryOperand) throws {
        #expect(try decode(text).memory == operand)
    }

    @Test func registers() throws {
        let move = try decode("4c 89 e7")
        #expect(move.register == .r12 && move.otherRegister == .rdi && move.memory == nil)
        #expect(try decode("41 54").opcodeRegister == .r12)
        #expect("\(Register.r12) \(Register.rdi)" == "%r12 %rdi")
    }

    @Test func `large numbers`() throws {
        let load = try decode("48 b8 ff ff ff ff ff ff ff 7f")
        #expect(load.immediate == .init(value: .max, offset: 2, size: 8))
        #expect(try decode("c2 ff ff").immediate?.value == 0xffff)
    }
}

@Suite struct EffectTests {
    static let cases: [(String, [Register]?)] = [
        ("55", [.rsp]), ("5f", [.rsp, .rdi]), ("89 c7", [.rdi]), ("8b c7", [.rax]), ("89 07", []),
        ("31 ff", [.rdi]), ("39 ff", []), ("83 ff 01", []), ("83 c7 01", [.rdi]),
        ("40 b7 01", [.rdi]),
        ("b7 01", [.rbx]), ("88 c7", [.rbx]), ("40 88 c7", [.rdi]), ("85 ff", []),
        ("48 98", [.rax]),
        ("48 99", [.rdx]), ("c9", [.rsp, .rbp]), ("0f b6 f8", [.rdi]), ("40 0f 94 c7", [.rdi]),
        ("f7 e7", [.rax, .rdx]), ("f7 df", [.rdi]), ("f7 c7 00 00 00 00", []),
        ("87 df", [.rdi, .rbx]),
        ("97", [.rax, .rdi]), ("90", []), ("ff c7", [.rdi]), ("ff 37", [.rsp]), ("d3 e7", [.rdi]),
        ("0f c1 3b", [.rdi]), ("0f b1 fb", [.rax, .rbx]), ("0f ba e7 01", []), ("f3 0f 1e fa", []),
        ("9c", [.rsp]), ("0f a2", nil), ("f3 a4", nil), ("fa", nil), ("c5 f8 77", nil),
    ]

    @Test(arguments: cases) func `written registers`(_ text: String, _ list: [Register]?) throws {
        let expected = list.map { $0.reduce(into: RegisterSet()) { $0.insert(RegisterSet($1)) } }
        #expect(try decode(text).writtenRegisters == expected)
    }

    @Test func `unknown forms may write what they name`() throws {
        let copy = try decode("f3 a4")
        #expect(copy.mayWrite(.rdi) && !copy.mayWrite(.rsp))
        #expect(try decode("48 0f 20 dd").mayWrite(.rbp))
        #expect(try decode("c4 e2 60 f2 c1").mayWrite(.rsp))
        let call = try decode("e8 00 00 00 00")
        #expect(call.mayWrite(.rdi) && !call.mayWrite(.rbx) && !call.mayWrite(.rsp))
    }
}

@Suite struct RefusalTests {
    @Test(arguments: [
        "06", "62 f8 00 00 00", "c4 e0 78 77", "8f c8", "ff f8", "0f 04", "d4 0a", "ea",
    ])
    func invalid(_ text: String) throws {
        let error = try #require(throws: DecodeError.self) { try decode(text) }
        guard case .invalid(0x1000, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `too long`() {
        let text = [String](repeating: "66", count: 15).joined(separator: " ")
        #expect(throws: DecodeError.tooLong(address: 0x1000)) { try decode(text + " 90") }
    }

    @Test func outside() {
        let decoder = Decoder([0x90], address: 0x1000)
        for address in [0xfff, 0x1001] as [UInt64] {
            #expect(throws: DecodeError.outside(address: address)) {
                try decoder.instruction(at: address)
            }
        }
    }

    @Test func `truncated sweep names the instruction`() {
        #expect(throws: DecodeError.truncated(address: 0x1001)) {
            try Decoder([0x90, 0xe8, 0, 0], address: 0x1000).instructions()
        }
    }
}
