// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Develop
@testable import Kernel
@testable import Manifest
@testable import Support

@Suite struct SavePlanTests {
    private let patches: [SavePlan.Known] = [
        .init(name: "1", files: ["a.c", "b.c"]), .init(name: "2", files: ["c.c"]),
        .init(name: "3", files: ["b.c", "d.c"]), .init(name: "4", files: ["e.c"]),
    ]

    @Test(arguments: [
        (["c.c"], ["2"], ["c.c"]),
        (["a.c"], ["1", "3"], ["a.c", "b.c", "d.c"]),
        (["d.c", "e.c"], ["1", "3", "4"], ["a.c", "b.c", "d.c", "e.c"]),
        (["new.h"], [], ["new.h"]),
    ])
    func `what overlaps is replaced together`(
        edited: [String], replaced: [String], files: [String]
    ) {
        let plan = SavePlan(edited: edited, patches: patches)
        #expect(plan.replaced == replaced)
        #expect(plan.files == files)
    }

    @Test(arguments: [
        ("kernel/sched/fair.c", "patches/x-fair.c.patch"),
        ("kernel/cgroup/cpuset.c", "patches/x-kernel-cgroup-cpuset.c.patch"),
    ])
    func `files of the same name get patches of their own`(file: String, name: String) throws {
        #expect(SavePlan.patchName(try #require(VariantName("x")), file) == name)
    }
}

@Suite struct PatchHeaderTests {
    private var header: PatchHeader {
        PatchHeader(
            variant: VariantName("x")!, file: "kernel/sched/fair.c",
            kernel: KernelRelease("6.1.0-1"), sourceVersion: "6.1.9-1")
    }
    private let diff = "--- a/kernel/sched/fair.c\n+++ b/kernel/sched/fair.c\n"

    @Test func `it says what, for whom and against which kernel`() {
        let text = header.text(own: nil, replaced: [])
        #expect(text.hasPrefix("Subject: [PATCH] x: kernel/sched/fair.c\n"))
        #expect(text.contains("\nKernel: 6.1.0-1 (source 6.1.9-1)\n"))
        #expect(text.hasSuffix("\n\n"))
        #expect(PatchHeader.isOurs(text + diff))
        #expect(!PatchHeader.isOurs(diff + text))
    }

    @Test func `saving again keeps the author's words and the kernel's line up to date`() {
        let first = header.text(own: nil, replaced: [])
        let written =
            "Subject: my words\n"
            + first.split(separator: "\n").dropFirst()
            .joined(separator: "\n") + "\n\n"
        var later = header
        later.kernel = KernelRelease("6.1.0-2")
        let second = later.text(own: written + diff, replaced: [])
        #expect(second.hasPrefix("Subject: my words\nKernel: 6.1.0-2 (source 6.1.9-1)\n"))
        let third = later.text(own: second + diff, replaced: [])
        #expect(third == second)
    }

    @Test func `the words of a replaced patch come along`() {
        let old = "From: A <a@b>\nSubject: why\n\nBecause.\n---\n fair.c | 1 +\n\n" + diff
        let text = header.text(own: nil, replaced: [("patches/old.patch", old)])
        #expect(
            text.hasSuffix(
                "\nFrom patches/old.patch:\n\n  From: A <a@b>\n  Subject: why\n\n  Because.\n\n"))
    }
}

@Suite struct DevelopStateTests {
    @Test func `changed, new and missing files are unsaved`() throws {
        let one = Digest(hex: "1")
        let two = Digest(hex: "2")
        let state = DevelopState(
            manifest: "/m.yaml", variant: try #require(VariantName("x")),
            kernel: KernelRelease("6.1.0"), sourceVersion: "1",
            files: ["a": one, "b": one, "c": one], patches: ["p": one])
        #expect(state.unsaved(["a": one, "b": two, "d": one]) == ["b", "c", "d"])
        #expect(state.unsaved(["a": one, "b": one, "c": one]) == [])
        #expect(state.foreignChanges(["p": two]) == ["p"])
    }
}

@Suite struct DevelopLayoutTests {
    @Test(arguments: [
        ("kernel/sched/core.c", true, "kernel/sched/mod/core.c"),
        ("kernel/sched/sched.h", false, "kernel/sched/mod/sched.h"),
        ("kernel/sched/cpuacct.c", false, "kernel/sched/cpuacct.c"),
        ("kernel/cgroup/cpuset.c", false, "kernel/cgroup/cpuset.c"),
    ])
    func `places lead back to the kernel's paths`(path: String, isInside: Bool, place: String) {
        #expect(DevelopLayout.place(of: path, isInside: isInside) == place)
        #expect(DevelopLayout.kernelPath(of: place) == path)
    }
}

@Suite struct CompileDatabaseTests {
    @Test func `clang gets what changes the meaning, with absolute paths`() {
        let flags = CompileDatabase.flags(
            [
                "-nostdinc", "-I./include", "-I", "./arch/x86/include", "-include",
                "./include/linux/kconfig.h", "-D__KERNEL__", "-mno-sse", "-Wall", "-O2", "-pg",
                "-fconserve-stack", "-std=gnu11", "-m64", "-fmacro-prefix-map=./=", "-I/abs",
            ], tree: "/tree")
        #expect(
            flags == [
                "-nostdinc", "-I/tree/include", "-I", "/tree/arch/x86/include", "-include",
                "/tree/include/linux/kconfig.h", "-D__KERNEL__", "-std=gnu11", "-m64",
                "-fmacro-prefix-map=./=", "-I/abs",
            ])
    }

    @Test func `a prelude has what comes before and keeps its conditionals`() {
        let unit =
            "#include <x.h>\n#include \"a.c\"\n#ifdef C\n# include \"b.c\"\n#include \"c.c\"\n#include \"late.h\"\n#endif\n"
        #expect(
            CompileDatabase.prelude(of: "b.c", unit: unit)
                == "#include <x.h>\n#include \"a.c\"\n#ifdef C\n\n\n#include \"late.h\"\n#endif\n")
    }
}
