// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import ELF
@testable import Module

@Suite struct Cutting {
    @Test func `functions and variables become atoms`() async throws {
        let unit = try await TakenApart(
            """
            int counter = 3;
            static int limit[4] = { 1, 2 };
            static noipa int helper(int i) { return limit[i]; }
            int entry(int i) { return helper(i) + counter++; }
            """)
        let entry = try unit.input("entry")
        #expect(entry.kind == .function && entry.isGlobal && !entry.isWeak)
        #expect(entry.unit == SyntheticKernel.core)
        #expect(entry.bytes.count == entry.size && entry.size > 0)
        let helper = try unit.input("helper")
        #expect(helper.kind == .function && !helper.isGlobal)
        let counter = try unit.input("counter")
        #expect(counter.kind == .object && counter.bytes == [3, 0, 0, 0])
        #expect(try unit.input("limit").size == 16)
        #expect(Set(try unit.references(of: "entry")) == ["branch helper", "counter"])
        #expect(try unit.references(of: "helper") == ["limit"])
    }

    @Test func `a variable without bytes keeps its size`() async throws {
        let unit = try await TakenApart("static long zero[9]; long *take(void) { return zero; }")
        let zero = try unit.input("zero")
        #expect(zero.size == 72 && zero.bytes.isEmpty)
        #expect(zero.section.type == ELFImage.SectionType.noBits)
    }

    /// A spinlock of a kernel without SMP, an empty struct: nothing to hold, but
    /// something refers to it.
    @Test func `a variable of no size is an atom`() async throws {
        let unit = try await TakenApart(
            """
            static struct { } lock;
            extern void take(void *);
            void entry(void) { take(&lock); }
            """)
        let lock = try unit.input("lock")
        #expect(lock.size == 0 && lock.kind == .object)
        #expect(try unit.references(of: "entry") == ["lock", "branch extern take"])
    }

    @Test func `shared sections are cut at their symbols`() async throws {
        let unit = try await TakenApart(
            """
            int first __percpu_data = 1;
            static long second __percpu_data = 2;
            int __sched one(void) { return first; }
            long __sched two(void) { return second; }
            """)
        #expect(try unit.input("first").bytes == [1, 0, 0, 0])
        #expect(try unit.input("second").bytes == [2, 0, 0, 0, 0, 0, 0, 0])
        #expect(try unit.references(of: "one") == ["first"])
        #expect(try unit.references(of: "two") == ["second"])
        let two = try unit.input("two")
        #expect(two.section.name == ".sched.text")
        // ret, and none of the padding in front of the next function.
        #expect(two.bytes.last == 0xc3)
        #expect(try unit.input("one").bytes.last == 0xc3)
    }

    /// The reference stands as `.data..percpu + addend`: the addend says which.
    @Test func `a reference into the middle of a shared section finds its variable`() async throws {
        let unit = try await TakenApart(
            """
            static long a[4] __percpu_data = { 1 };
            static long b[4] __percpu_data = { 2 };
            long *one(void) { return &a[3]; }
            long *two(void) { return &b[0]; }
            long *three(void) { return &b[2]; }
            """)
        for (function, target, addend) in [("one", "a", 24), ("two", "b", 0), ("three", "b", 16)] {
            let reference = try #require(try unit.input(function).references.first)
            #expect(unit.description(reference) == target)
            #expect(reference.addend == Int64(addend), "\(function)")
        }
    }

    @Test func `code without symbols is cut where it is referred to`() async throws {
        let unit = try await TakenApart(
            """
            extern void slow(void);
            int flag;
            void entry(void) {
                asm volatile("1: nop; jmp 2f\\n"
                    ".pushsection .altinstr_aux,\\"ax\\"\\n2: call slow; jmp 1b\\n"
                    "3: nop; jmp 1b\\n.popsection\\n"
                    "jmp 3b");
            }
            """)
        let pieces = unit.graph.inputs.filter { $0.section.name == ".altinstr_aux" }
        #expect(pieces.count == 2)
        #expect(pieces.allSatisfy { $0.kind == .anonymous })
        #expect(
            pieces.map { $0.references.map(unit.description) } == [
                ["branch extern slow", "branch entry"], ["branch entry"],
            ])
    }

    /// gas keeps `.LC0` where a table entry refers to a string: it is no variable.
    @Test func `the compiler's own labels name nothing`() async throws {
        let unit = try await TakenApart(
            """
            void entry(void) {
                asm volatile("1: ud2\\n.pushsection __bug_table,\\"aw\\"\\n"
                    ".long 1b - ., %c0 - .\\n.popsection" :: "i"("file.c"));
            }
            """)
        let strings = try #require(
            unit.graph.inputs.first { $0.section.name == ".rodata.entry.str1.1" })
        #expect(strings.name.isEmpty && strings.kind == .anonymous)
    }

    @Test func `a label beside a function is its alias`() async throws {
        let unit = try await TakenApart(
            """
            int entry(void) { return 1; }
            int other(void) __attribute__((alias("entry")));
            asm(".globl mark; .set mark, entry");
            """)
        let input = try unit.input("entry")
        #expect(Set(input.aliases) == ["mark", "other"])
        #expect(unit.graph.definitions["other"] == unit.graph.definitions["entry"])
    }
}

@Suite struct HiddenBranches {
    /// Inside one section the assembler knows the distance and writes no
    /// relocation; the functions will part.
    @Test func `a call inside a shared section gets its reference`() async throws {
        let unit = try await TakenApart(
            """
            extern void outside(void);
            static int __sched helper(int i) { outside(); return i + 1; }
            int __sched entry(int i) { return helper(i) + 2; }
            """)
        #expect(try unit.references(of: "entry") == ["branch helper"])
        let call = try #require(try unit.input("entry").references.first)
        #expect(call.type == ELFImage.RelocationType.plt32 && call.addend == -4)
        #expect(try unit.input("entry").obstacle == nil)
    }

    /// jmp helper+2 is two bytes: no relocation can reach out of them.
    @Test func `a short branch to a neighbour makes a function unmovable`() async throws {
        let unit = try await TakenApart(
            """
            asm(".pushsection .sched.text,\\"ax\\"\\n"
                ".type near,@function\\nnear: xor %eax,%eax\\n ret\\n.size near,.-near\\n"
                ".globl jumper\\n.type jumper,@function\\njumper: jmp near\\n"
                ".size jumper,.-jumper\\n.popsection");
            """)
        #expect(try unit.input("jumper").obstacle == "jumper has a short branch to near")
        #expect(try unit.input("near").obstacle == nil)
    }

    @Test func `a branch inside the function is no reference`() async throws {
        let unit = try await TakenApart(
            """
            extern int next(int);
            int __sched other(int i) { return next(i); }
            int __sched loop(int i) { while (i) i = next(i); return i; }
            """)
        #expect(Set(try unit.references(of: "loop")) == ["branch extern next"])
    }
}

@Suite struct Binding {
    @Test func `objects are bound to each other, strong over weak`() async throws {
        let weak = try await Compiler.object(
            "__attribute__((weak)) int pick(void) { return 1; } int a(void) { return pick(); }")
        let strong = try await Compiler.object("int pick(void) { return 2; }")
        let caller = try await Compiler.object("int pick(void); int b(void) { return pick(); }")
        let graph = try InputGraph([
            .init(unit: "a.c", bytes: weak), .init(unit: "b.c", bytes: caller),
            .init(unit: "c.c", bytes: strong),
        ])
        let chosen = try #require(graph.definitions["pick"])
        #expect(graph.inputs[chosen].unit == "c.c" && !graph.inputs[chosen].isWeak)
        let b = try #require(graph.inputs.first { $0.name == "b" })
        #expect(b.references.map(\.target) == [.input(chosen)])
    }

    @Test func `a name that no object defines stays outside`() async throws {
        let unit = try await TakenApart("extern int gone; int entry(void) { return gone; }")
        #expect(try unit.references(of: "entry") == ["extern gone"])
    }

    /// As runtime_const_ptr() of Linux 6.12, in registers of both halves. The value is
    /// written by boot, and only into vmlinux: 0x0123456789abcdef would be the bound of
    /// user addresses, and an address that is not canonical would pass.
    @Test(
        arguments: [("rdx", [0x48, 0x8b, 0x15]), ("r9", [0x4c, 0x8b, 0x0d])] as [(String, [UInt8])])
    func `a pointer that boot writes into code is loaded`(
        _ register: String, _ load: [UInt8]
    ) async throws {
        let unit = try await TakenApart(
            """
            unsigned long bound(void) {
                register unsigned long value asm("\(register)");
                asm("mov %1,%0\\n1:\\n.pushsection runtime_ptr_USER_PTR_MAX,\\"a\\"\\n"
                    ".long 1b - %c2 - .\\n.popsection"
                    : "=r"(value) : "i"(0x0123456789abcdefUL), "i"(sizeof(long)));
                return value;
            }
            """)
        let bound = try unit.input("bound")
        #expect(Array(bound.bytes[..<3]) == load)
        #expect(Array(bound.bytes[7..<10]) == [0x0f, 0x1f, 0x00])
        let reference = try #require(bound.references.first)
        #expect(reference.target == .external("USER_PTR_MAX"))
        #expect(reference.offset == 3 && reference.addend == -4)
        #expect(reference.type == ELFImage.RelocationType.pc32)
    }

    @Test func `a place that boot would write to but holds no placeholder is refused`() async throws
    {
        await #expect(throws: ExtractionError.self) {
            _ = try await TakenApart(
                """
                unsigned long bound(void) {
                    asm("nopw 0x1234(%rax)\\nnop\\n1:\\n.pushsection runtime_ptr_X,\\"a\\"\\n"
                        ".long 1b - 8 - .\\n.popsection");
                    return 1;
                }
                """)
        }
    }
}
