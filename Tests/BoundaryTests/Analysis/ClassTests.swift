// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct ClassTests {
    typealias Kind = ReferenceKind

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var kind: Kind
        var source: String
        var offset: UInt64 = 0x10
        var section = ".text"
        var `class`: Boundary.FunctionClass
    }

    static let cases = [
        Case(testDescription: "call from outside", kind: .call, source: "timer", class: .interface),
        Case(
            testDescription: "call from an outsider of the scheduler", kind: .call,
            source: "clock", class: .interface),
        Case(testDescription: "call from inside", kind: .call, source: "other", class: .insider),
        Case(
            testDescription: "call from a cold part inside", kind: .call, source: "other.cold",
            class: .insider),
        Case(
            testDescription: "call from a kept function", kind: .call, source: "schedule",
            class: .interface),
        Case(
            testDescription: "call at boot", kind: .call, source: "start_kernel",
            section: ".init.text", class: .insider),
        Case(
            testDescription: "address taken at boot", kind: .addressInCode, source: "start_kernel",
            section: ".init.text", class: .callback),
        Case(
            testDescription: "address taken inside", kind: .addressInCode, source: "other",
            class: .callback),
        Case(
            testDescription: "address taken outside", kind: .addressInCode, source: "timer",
            class: .callback),
        Case(
            testDescription: "address in data", kind: .addressInData, source: "fops",
            section: ".data", class: .callback),
        Case(
            testDescription: "address in a class table", kind: .addressInData,
            source: "fair_sched_class", section: ".rodata", class: .insider),
        Case(
            testDescription: "__schedule before the register switch", kind: .call,
            source: "__schedule", offset: 0x3f, class: .insider),
        Case(
            testDescription: "__schedule at the register switch", kind: .call,
            source: "__schedule", offset: 0x40, class: .interface),
        Case(
            testDescription: "__schedule behind the register switch", kind: .call,
            source: "__schedule", offset: 0x45, class: .interface),
        Case(
            testDescription: "__schedule at its end", kind: .call, source: "__schedule",
            offset: 0x60, class: .insider),
        Case(
            testDescription: "__schedule's cold part", kind: .call, source: "__schedule.cold",
            offset: 0x90000, class: .insider),
    ]

    @Test(arguments: cases) func reference(_ example: Case) throws {
        var kernel = SmallKernel()
        kernel.refer(
            example.kind, example.source, "pick", offset: example.offset, section: example.section)
        let boundary = try kernel.analyse()
        let pick = try #require(boundary.functions.first { $0.name == "pick" })
        #expect(pick.class == example.class, "\(pick.evidence)")
        #expect(!pick.reasons.isEmpty)
        let isRedirected = example.class != .insider
        #expect(boundary.redirects == (isRedirected ? ["pick"] : []))
        #expect((pick.siteOffset != nil) == isRedirected)
    }

    @Test func `places without references`() throws {
        var kernel = SmallKernel()
        kernel.function("boot", section: ".init.text")
        kernel.function("gone", symbol: .some(nil), inlinedBy: ["pick"])
        kernel.function("hook", exported: true)
        kernel.function("hardware", weak: true)
        kernel.function("__do_sys_sched_nop", aliases: ["__x64_sys_sched_nop"])
        kernel.refer(.addressInData, "sys_call_table", "__do_sys_sched_nop")
        let boundary = try kernel.analyse()
        let classes = Dictionary(
            uniqueKeysWithValues: boundary.functions.map { ($0.name, $0.class) })
        #expect(
            classes == [
                "__schedule": .contextSwitch, "schedule": .kept, "hardware": .kept,
                "pick": .insider, "other": .insider, "clock": .outsider, "boot": .`init`,
                "gone": .optimisedAway,
                "hook": .interface, "__do_sys_sched_nop": .interface,
            ])
        #expect(boundary.kept == ["hardware", "schedule"])
        #expect(boundary.redirects == ["__do_sys_sched_nop", "hook"])
    }

    /// Also under a recipe that lists it among what is kept.
    @Test func `__schedule has a class of its own in a file of the boundary`() throws {
        var kernel = SmallKernel()
        kernel.recipe.kept.append(Glob("__schedule"))
        #expect(try kernel.function(named: "__schedule")?.class == .contextSwitch)
        kernel.recipe.files.removeFirst()
        #expect(try kernel.function(named: "__schedule")?.class == .outsider)
    }

    @Test func `kept under an alias`() throws {
        var kernel = SmallKernel()
        kernel.recipe.kept.append(Glob("__x64_sys_sched_yield"))
        kernel.function("__do_sys_sched_yield", aliases: ["__x64_sys_sched_yield"])
        kernel.refer(.call, "entry", "__do_sys_sched_yield")
        let boundary = try kernel.analyse()
        #expect(boundary.redirects.isEmpty)
        #expect(boundary.kept.contains("__x64_sys_sched_yield"))
        #expect(boundary.kept.contains("__do_sys_sched_yield"))
    }

    /// A header's copy is inside as long as only inside functions use it.
    @Test(arguments: [("other", Boundary.FunctionClass.insider), ("clock", .interface)])
    func `through a header`(_ user: String, _ expected: Boundary.FunctionClass) throws {
        var kernel = SmallKernel()
        kernel.function("lock_irqsave", in: "kernel/sched/sched.h", unit: "kernel/sched/core.c")
        kernel.refer(.call, user, "lock_irqsave")
        kernel.refer(.call, "lock_irqsave", "pick")
        #expect(try kernel.function(named: "pick")?.class == expected)
        #expect(
            try kernel.function(named: "lock_irqsave")?.class
                == (expected == .insider ? .insider : .outsider))
    }

    @Test(arguments: [(false, false, 0), (false, true, 4), (true, false, 5), (true, true, 9)])
    func `site offset`(_ traced: Bool, _ endbr: Bool, _ offset: Int) throws {
        var kernel = SmallKernel()
        kernel.function("hook", exported: true, traced: traced, endbr: endbr)
        #expect(try kernel.function(named: "hook")?.siteOffset == offset)
    }

    @Test func `evidence names who and where`() throws {
        var kernel = SmallKernel()
        kernel.refer(.call, "schedule_timeout.cold", "pick", file: "kernel/time/timer.c")
        kernel.refer(.addressInData, "fops", "pick", section: ".data")
        #expect(
            try kernel.function(named: "pick")?.evidence == [
                "called from schedule_timeout (kernel/time/timer.c)",
                "its address is stored in fops",
            ])
    }

    @Test func `evidence is bounded`() throws {
        var kernel = SmallKernel()
        for number in 0..<500 { kernel.refer(.call, "caller\(number)", "pick") }
        let evidence = try #require(try kernel.function(named: "pick")).evidence
        #expect(evidence.count == 9)
        #expect(evidence.last == "and 492 more like these")
    }
}
