// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// A file of which one function is replaced and the rest is vmlinux's.
@Suite struct SidecarExtraction {
    private static let file = "kernel/cgroup/cpuset.c"

    private func kernel(_ statics: [String] = [], size: UInt64 = 4) -> SyntheticKernel {
        var kernel = SyntheticKernel()
        kernel.function("write", .sidecar, unit: Self.file)
        kernel.redirects = ["write"]
        kernel.function("show", .outsider, unit: Self.file, isStatic: true)
        for name in statics {
            kernel.variable(name, .shared, unit: Self.file, isStatic: true)
            kernel.variables[kernel.variables.count - 1].size = size
        }
        return kernel
    }

    private func name(_ symbol: String, _ kernel: SyntheticKernel) throws -> String {
        let variable = try #require(kernel.variables.first { $0.symbol == symbol })
        return "vmlinux.\(symbol).\(String(variable.address, radix: 16))"
    }

    @Test func `statics of the file and of its functions are vmlinux's`() async throws {
        let kernel = kernel(["lock", "last.3"])
        let extracted = try await kernel.extract([
            Self.file: """
            static volatile int lock;
            static noipa int show(int i) { return i; }
            int write(int i) { static volatile int last; lock = i; return ++last + show(i); }
            """
        ])
        #expect(extracted.variables.isEmpty)
        #expect(extracted.functions == ["write"])
        let relocations = try Listing(extracted).relocations(of: "sv_write").joined(separator: " ")
        #expect(relocations.contains(try name("lock", kernel)))
        #expect(relocations.contains(try name("last.3", kernel)))
    }

    /// gcc numbers them through, so an edit further up shifts the numbers.
    @Test func `statics of one name are told apart by their order`() async throws {
        let kernel = kernel(["last.5", "last.7"])
        let extracted = try await kernel.extract([
            Self.file: """
            noipa int first(void) { static volatile int fresh; return ++fresh; }
            int write(int i) {
                { static volatile int last; last = 1; }
                { static volatile int last; return last + first(); }
            }
            """
        ])
        #expect(extracted.variables.map { $0.hasPrefix("fresh") } == [true])
        #expect(
            Set(extracted.absoluteSymbols.keys) == [
                try name("last.5", kernel), try name("last.7", kernel),
            ])
    }

    @Test(arguments: [
        "int write(int i) { { static volatile int last; last = 1; } static volatile int last; return ++last; }",
        "int write(int i) { static volatile long last; return ++last; }",
    ])
    func `a static that may be vmlinux's or not is refused`(_ source: String) async throws {
        let request = try await kernel(["last.3"]).request([Self.file: source])
        do {
            _ = try Extractor.extract(request)
            Issue.record("it was accepted")
        } catch let error as DiagnosticsError {
            #expect(Set(error.diagnostics.map(\.code)) == [.ambiguousStatic])
        }
    }

    /// What only remembers that a line was printed may be printed again.
    @Test func `a new message printed once is no obstacle`() async throws {
        let extracted = try await kernel(["done.3"], size: 1).extract([
            Self.file: """
            #define ONCE { static volatile char done __section(".data.once"); done = 1; }
            int write(int i) { ONCE ONCE return i; }
            """
        ])
        #expect(extracted.variables.count == 2)
    }

    @Test func `a private static stays the variant's`() async throws {
        var kernel = kernel(["last.0"])
        kernel.variables[0].ownership = .private
        let extracted = try await kernel.extract([
            Self.file: "int write(int i) { static volatile int last; return ++last; }"
        ])
        #expect(extracted.variables == ["last.0"])
    }

    /// gcc made the twin for what vmlinux's callers pass; the variant's may pass
    /// something else.
    @Test func `a changed twin of a helper comes along`() async throws {
        var kernel = kernel()
        kernel.functions[1].symbol = "show.constprop.0"
        kernel.function("keep", .outsider, unit: Self.file, isStatic: true)
        let extracted = try await kernel.extract([
            Self.file: """
            extern int effect(int);
            int effect(int i) { return i; }
            static noinline int show(int i, int mode) {
                volatile int sum = 0;
                for (int k = 0; k < i; k++) sum += k * mode;
                return sum;
            }
            static noipa int keep(int i) { return i; }
            int write(int i) { return show(i, 7) + keep(i) + 1; }
            """
        ])
        #expect(extracted.functions.contains("show.constprop.0"))
        #expect(!extracted.functions.contains("keep"))
    }
}
