// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct FunctionReferences {
    /// `entry` is called from outside; `helper` only from inside; `stop` and
    /// `wait` stay vmlinux's.
    private var kernel: SyntheticKernel {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("helper", .insider, isStatic: true)
        kernel.function("stop", .kept, isStatic: true)
        kernel.function("wait", .outsider, unit: "kernel/sched/wait.c")
        return kernel
    }

    @Test func `a direct call stays in the module`() async throws {
        let extracted = try await kernel.extract(
            """
            static noipa int helper(int i) { return i + 1; }
            int entry(int i) { return helper(i) + 1; }
            """)
        #expect(try Listing(extracted).relocations(of: "sv_entry") == ["PC32 sv_helper"])
        #expect(extracted.redirects == ["entry"])
        #expect(extracted.targets == ["entry": "sv_entry"])
        #expect(extracted.functions == ["entry", "helper"])
        #expect(extracted.absoluteSymbols.isEmpty)
    }

    @Test func `a tail call stays in the module`() async throws {
        let extracted = try await kernel.extract(
            """
            static noipa int helper(int i) { return i + 1; }
            int entry(int i) { return helper(i); }
            """)
        #expect(try Listing(extracted).relocations(of: "sv_entry") == ["PC32 sv_helper"])
    }

    /// A pointer that is stored must lead to vmlinux after an unload.
    @Test func `an address taken means vmlinux's function, and redirects it`() async throws {
        let kernel = kernel
        let extracted = try await kernel.extract(
            """
            extern void queue(int (*)(int));
            static noipa int helper(int i) { return i + 1; }
            int entry(int i) { queue(helper); return helper(i); }
            """.replacing("queue", with: "wait"))
        let address = kernel.functions[1].address
        let name = "vmlinux.helper.\(String(address, radix: 16))"
        #expect(
            try Listing(extracted).relocations(of: "sv_entry").sorted() == [
                "32S \(name)", "PC32 sv_helper", "PC32 wait",
            ])
        #expect(extracted.absoluteSymbols[name] == address)
        #expect(extracted.redirects == ["entry", "helper"])
        #expect(extracted.targets["helper"] == "sv_helper")
        // The runtime names the target of a jump.
        #expect(try Listing(extracted).symbol("sv_helper").binding == .global)
    }

    @Test func `an address in data means vmlinux's function`() async throws {
        let extracted = try await kernel.extract(
            """
            static noipa int helper(int i) { return i + 1; }
            static int (*volatile table[2])(int) = { helper };
            int entry(int i) { return table[i](i); }
            """)
        let relocations = try Listing(extracted).relocations(of: "sv_table")
        #expect(relocations.count == 1 && relocations[0].hasPrefix("64 vmlinux.helper."))
        #expect(extracted.redirects == ["entry", "helper"])
    }

    @Test(arguments: [("stop", true), ("wait", false)])
    func `what stays vmlinux's is called there`(_ name: String, isStatic: Bool) async throws {
        let kernel = kernel
        let address = try #require(kernel.functions.first { $0.name == name }).address
        let extracted = try await kernel.extract(
            isStatic
                ? """
                static noipa int \(name)(int i) { return i; }
                int entry(int i) { return \(name)(i) + 1; }
                """ : "extern int \(name)(int); int entry(int i) { return \(name)(i) + 1; }")
        let symbol = isStatic ? "vmlinux.\(name).\(String(address, radix: 16))" : name
        #expect(try Listing(extracted).relocations(of: "sv_entry") == ["PC32 \(symbol)"])
        #expect(extracted.absoluteSymbols == [symbol: address])
        #expect(extracted.functions == ["entry"])
        #expect(extracted.redirects == ["entry"])
    }

    @Test func `what vmlinux exports is left to the module loader`() async throws {
        var kernel = kernel
        kernel.symbol("kfree", at: 0xffff_ffff_8112_3450, .function, isExported: true)
        kernel.symbol("kzap", at: 0xffff_ffff_8112_3460, .function)
        let extracted = try await kernel.extract(
            "extern void kfree(void *), kzap(void *); void entry(void *p) { kfree(p); kzap(p); }")
        #expect(extracted.absoluteSymbols == ["kzap": 0xffff_ffff_8112_3460])
        let kfree = try Listing(extracted).symbol("kfree")
        #expect(kfree.place == .undefined && kfree.binding == .global)
    }

    /// Which of two statics is meant is known by their units.
    @Test func `statics of one name are told apart`() async throws {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        let first = kernel.function("stop", .kept, isStatic: true)
        kernel.function("second", .interface, unit: SyntheticKernel.fair)
        let other = kernel.function(
            "stop", .kept, unit: SyntheticKernel.fair, isStatic: true)
        let extracted = try await kernel.extract([
            SyntheticKernel.core:
                "static noipa int stop(int i) { return 1; } int entry(int i) { return stop(i) + 1; }",
            SyntheticKernel.fair:
                "static noipa int stop(int i) { return 2; } int second(int i) { return stop(i) + 1; }",
        ])
        let listing = Listing(extracted)
        let names = [first, other].map { "vmlinux.stop.\(String($0, radix: 16))" }
        #expect(try listing.relocations(of: "sv_entry") == ["PC32 \(names[0])"])
        #expect(try listing.relocations(of: "sv_second") == ["PC32 \(names[1])"])
        #expect(extracted.absoluteSymbols == [names[0]: first, names[1]: other])
    }

    @Test func `a function that the variant brings is its own`() async throws {
        let extracted = try await kernel.extract(
            """
            static noipa int fresh(int i) { return i * 3; }
            int entry(int i) { return fresh(i) + 1; }
            """)
        #expect(extracted.functions == ["entry", "fresh"])
        #expect(try Listing(extracted).relocations(of: "sv_entry") == ["PC32 sv_fresh"])
    }

    /// vmlinux has another unit's strong one: the boundary does not know it.
    @Test func `an overridden weak function is vmlinux's`() async throws {
        var kernel = kernel
        kernel.symbol("arch_scale", at: 0xffff_ffff_8110_0040, .function)
        let extracted = try await kernel.extract(
            """
            __attribute__((weak)) noipa int arch_scale(int i) { return i; }
            int entry(int i) { return arch_scale(i) + 1; }
            """)
        #expect(extracted.functions == ["entry"])
        #expect(extracted.absoluteSymbols == ["arch_scale": 0xffff_ffff_8110_0040])
    }

    @Test func `a weak function of the boundary is the module's`() async throws {
        var kernel = kernel
        kernel.function("arch_scale", .insider)
        let extracted = try await kernel.extract(
            """
            __attribute__((weak)) noipa int arch_scale(int i) { return i; }
            int entry(int i) { return arch_scale(i) + 1; }
            """)
        #expect(extracted.functions == ["arch_scale", "entry"])
    }

    /// An inline function of a header that this unit has out of line, as
    /// vmlinux's unit does.
    @Test func `the address of a header's function is vmlinux's copy of it`() async throws {
        var kernel = kernel
        let inside = SyntheticKernel.textBase + 0x1800
        kernel.symbol("header_function", at: inside, .function)
        let extracted = try await kernel.extract(
            """
            extern void wait(int (*)(int));
            static inline int header_function(int i) { return i + 1; }
            int entry(int i) { wait(header_function); return i; }
            """)
        let name = "vmlinux.header_function.\(String(inside, radix: 16))"
        #expect(extracted.absoluteSymbols[name] == inside)
        #expect(extracted.redirects == ["entry"])
    }

    @Test func `what the runtime calls is carried whatever its class`() async throws {
        var kernel = kernel
        kernel.function("__schedule", .kept, isStatic: true)
        kernel.runtimeEntries = ["__schedule"]
        kernel.runtimeSymbols = ["variant_switch"]
        let extracted = try await kernel.extract(
            """
            extern int variant_switch(int);
            int __sched __schedule(int i) { return variant_switch(i) + 1; }
            int entry(int i) { return i; }
            """)
        let listing = Listing(extracted)
        #expect(try listing.relocations(of: "sv___schedule") == ["PC32 variant_switch"])
        #expect(try listing.symbol("sv___schedule").binding == .global)
        #expect(extracted.absoluteSymbols.isEmpty)
        #expect(extracted.redirects == ["entry"])
    }
}

@Suite struct ClassTables {
    private var kernel: SyntheticKernel {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("pick", .insider, isStatic: true)
        kernel.variable("fair_sched_class", .shared)
        kernel.classTables = ["fair_sched_class"]
        return kernel
    }

    private static let source = """
        struct sched_class { int (*pick)(int); struct sched_class *next; };
        static noipa int pick(int i) { return i; }
        struct sched_class fair_sched_class __section("__fair_sched_class") = { .pick = pick };
        struct sched_class *entry(void) { return &fair_sched_class; }
        """

    /// What the table holds is copied into vmlinux's; everything else compares
    /// and stores the address of vmlinux's table.
    @Test func `a table keeps module functions, references to it mean vmlinux's`() async throws {
        let kernel = kernel
        let extracted = try await kernel.extract(Self.source)
        let listing = Listing(extracted)
        #expect(try listing.relocations(of: "sv_fair_sched_class") == ["64 sv_pick"])
        #expect(try listing.relocations(of: "sv_entry") == ["32S fair_sched_class"])
        #expect(extracted.classTables == ["fair_sched_class": 16])
        #expect(extracted.absoluteSymbols == ["fair_sched_class": kernel.variables[0].address])
        #expect(try listing.symbol("sv_fair_sched_class").binding == .global)
        // A pointer in a class table is no reason to redirect.
        #expect(extracted.redirects == ["entry"])
        #expect(extracted.variables.isEmpty)
    }
}

@Suite struct VariableReferences {
    private static let source = """
        int tunable = 7;
        static int hidden = 8;
        int entry(void) { return tunable++ + hidden++; }
        """

    private func kernel(
        _ ownership: Boundary.Variable.Ownership, isExported: Bool = false
    ) -> SyntheticKernel {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.variable("tunable", ownership, isExported: isExported)
        kernel.variable("hidden", ownership, isStatic: true)
        return kernel
    }

    @Test func `a shared variable is vmlinux's, its definition goes`() async throws {
        let kernel = kernel(.shared)
        let extracted = try await kernel.extract(Self.source)
        let hidden = kernel.variables[1].address
        let name = "vmlinux.hidden.\(String(hidden, radix: 16))"
        #expect(
            extracted.absoluteSymbols == ["tunable": kernel.variables[0].address, name: hidden])
        #expect(extracted.variables.isEmpty)
        #expect(!extracted.object.sections.contains { $0.name == ".data" })
    }

    @Test func `an exported shared variable has no value`() async throws {
        let extracted = try await kernel(.shared, isExported: true).extract(Self.source)
        #expect(extracted.absoluteSymbols["tunable"] == nil)
        #expect(extracted.absoluteSymbols.count == 1)
    }

    @Test func `a private variable is carried with its value`() async throws {
        let extracted = try await kernel(.private).extract(Self.source)
        let listing = Listing(extracted)
        #expect(extracted.variables == ["hidden", "tunable"])
        #expect(extracted.absoluteSymbols.isEmpty)
        let bytes = try listing.section(".data").bytes
        let tunable = try listing.symbol("sv_tunable")
        #expect(bytes[Int(tunable.value)] == 7 && tunable.size == 4)
        #expect(try listing.relocations(of: "sv_entry").contains { $0.hasSuffix("sv_tunable") })
    }

    /// A new one has no address in vmlinux to be shared.
    @Test func `a new variable is carried`() async throws {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        let extracted = try await kernel.extract(
            "static int fresh[3]; int *entry(void) { return fresh; }")
        #expect(extracted.variables == ["fresh"])
        let section = try Listing(extracted).section(".bss")
        #expect(section.size == 12 && section.bytes.isEmpty && section.type == 8)
    }

    @Test func `a shared per-CPU variable leaves nothing behind`() async throws {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.variable("runqueues", .shared, section: ".data..percpu")
        let extracted = try await kernel.extract(
            """
            long runqueues __percpu_data;
            long own __percpu_data = 5;
            long entry(void) { return runqueues + own; }
            """)
        let size = try Listing(extracted).section(".data..percpu").size
        #expect(size == 8)
        #expect(extracted.variables == ["own"])
    }

    @Test func `the runtime's variables are carried and seen`() async throws {
        var kernel = kernel(.private)
        kernel.runtimeVariables = ["tunable"]
        let listing = Listing(try await kernel.extract(Self.source))
        #expect(try listing.symbol("sv_tunable").binding == .global)
        #expect(try listing.symbol("sv_hidden").binding == .local)
    }
}
