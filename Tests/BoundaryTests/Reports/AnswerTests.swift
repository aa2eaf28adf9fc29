// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Foundation
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Support

/// What `sched why` says.
@Suite struct AnswerTests {
    private func answer(_ name: String, _ kernel: SmallKernel) throws -> FunctionAnswer {
        let boundary = try kernel.analyse()
        return FunctionAnswer(name, in: boundary, UseIndex(boundary, kernel.facts))
    }

    @Test func `each caller is printed once`() throws {
        let lines = try answer("tick", SmallKernel.typical()).text.split(separator: "\n").map {
            $0.drop { $0 == " " }
        }
        #expect(
            lines.filter { $0.hasPrefix("called") || $0.hasPrefix("exported") } == [
                "exported to modules", "called from start_kernel (init/main.c), at boot only",
                "called from timer (kernel/time/timer.c), 2 times",
                "called from pick (kernel/sched/core.c)",
            ])
        #expect(lines.count { $0.contains("__x64_sys_tick") } == 2, "as a name, and as a use")
    }

    @Test func `a function's answer says all that is known`() throws {
        let text = try answer("__x64_sys_tick", SmallKernel.typical()).text
        #expect(
            text == """
                tick is an interface: called from outside, so its entry is redirected
                  defined at   kernel/sched/core.c:10, compiled in kernel/sched/core.c
                  also named   __x64_sys_tick
                  in vmlinux   0x1500, 256 bytes, global
                  redirected   yes, at 0x1505 (entry + 5)
                  from outside (5):
                    a system call's entry, __x64_sys_tick
                    exported to modules
                    called from start_kernel (init/main.c), at boot only
                    called from timer (kernel/time/timer.c), 2 times
                    its address is stored in section .data
                  from inside (1):
                    called from pick (kernel/sched/core.c)
                  inlined into (1):
                    clock
                (6.1.0-test, build id 00)
                """)
    }

    /// Register switch at +0x40, end at +0x60: what stands between stays vmlinux's.
    @Test(arguments: [(0x10, true), (0x40, false), (0x5f, false), (0x60, true)])
    func `of __schedule the replaced part is inside`(_ offset: UInt64, isInside: Bool) throws {
        var kernel = SmallKernel()
        kernel.refer(.call, "__schedule", "pick", offset: offset)
        let answer = try answer("pick", kernel)
        #expect(answer.matches.first?.referrers.map(\.isInside) == [isInside])
    }

    @Test func `the context switch is entered through a thunk`() throws {
        let text = try answer("__schedule", SmallKernel.typical()).text
        #expect(text.hasPrefix("__schedule is the context switch: replaced through a thunk"))
        #expect(text.contains("  redirected   through a thunk, at 0x1020\n"))
    }

    @Test func `a reason that is no reference stands under because`() throws {
        let text = try answer("schedule", SmallKernel.typical()).text
        #expect(text.contains("  because:\n    the recipe keeps it in vmlinux\n"))
    }

    @Test func `json names each use with its kind`() throws {
        let json = try JSONSerialization.jsonObject(
            with: JSONEncoder().encode(try answer("tick", SmallKernel.typical())))
        let match = try #require(
            ((json as? [String: Any])?["matches"] as? [[String: Any]])?.first)
        #expect(match["isRedirected"] as? Bool == true)
        let uses = try #require(match["uses"] as? [[String: Any]])
        #expect(
            uses.map { $0["kind"] as? String } == [
                "syscall", "export", "call", "call", "pointer-in-data", "call",
            ])
        #expect(uses.map { $0["isInside"] as? Bool } == [false, false, false, false, false, true])
    }

    @Test func `a variable's answer says whose it is and who uses it`() throws {
        var kernel = SmallKernel()
        kernel.variable("limit")
        for source in ["clock", "pick"] {
            let entry = try #require(kernel.facts.functions.first { $0.name == source }).address
            kernel.facts.variableUses.append(
                .init(
                    kind: .write, variable: 0x9000, source: source, sourceAddress: entry,
                    sourceFile: "kernel/x.c", address: entry + 0x10, section: ".text"))
        }
        let answer = VariableAnswer("limit", in: try kernel.analyse(), kernel.facts)
        #expect(
            answer.text == """
                limit is shared: the module uses vmlinux's
                  defined at   kernel/sched/core.c:1, compiled in kernel/sched/core.c
                  in vmlinux   limit at 0x9000, 8 bytes, .data
                  used outside (1):
                    written by clock (kernel/x.c)
                  used inside (1):
                    pick
                (6.1.0-test, build id 00)
                """)
    }
}
