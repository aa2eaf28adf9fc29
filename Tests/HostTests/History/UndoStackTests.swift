// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Host
@testable import Packaging
@testable import Support

let a = SchedulerState.variant(VariantName("a")!, version: "1")
let b = SchedulerState.variant(VariantName("b")!, version: "1")

@Suite struct UndoStackTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [(HistoryVerb, SchedulerState, SchedulerState, HistoryOutcome?)]
        var current: SchedulerState
        var target: SchedulerState?
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing happened", steps: [], current: .stock, target: nil),
        Case(
            testDescription: "after install", steps: [(.install, .stock, a, .done)], current: a,
            target: .stock),
        Case(
            testDescription: "after switch",
            steps: [(.install, .stock, a, .done), (.switch, a, b, .done)], current: b, target: a),
        Case(
            testDescription: "rollback is no step forward",
            steps: [
                (.install, .stock, a, .done), (.switch, a, b, .done), (.rollback, b, a, .done),
            ], current: a, target: .stock),
        Case(
            testDescription: "at the bottom",
            steps: [
                (.install, .stock, a, .done), (.switch, a, b, .done), (.rollback, b, a, .done),
                (.rollback, a, .stock, .done),
            ], current: .stock, target: nil),
        Case(
            testDescription: "forward again after rollback",
            steps: [
                (.install, .stock, a, .done), (.switch, a, b, .done), (.rollback, b, a, .done),
                (.switch, a, b, .done),
            ], current: b, target: a),
        Case(
            testDescription: "removal is a step that can be undone",
            steps: [(.install, .stock, a, .done), (.remove, a, .stock, .done)], current: .stock,
            target: a),
        Case(
            testDescription: "what was not done does not count",
            steps: [
                (.install, .stock, a, .done), (.switch, a, b, .failed), (.switch, a, b, .busy),
                (.switch, a, b, .refused), (.switch, a, b, .interrupted), (.switch, a, b, nil),
            ], current: a, target: .stock),
        Case(
            testDescription: "an interrupted switch that the kernel completed",
            steps: [(.install, .stock, a, .done), (.switch, a, b, .interrupted)], current: b,
            target: a),
        Case(
            testDescription: "and on from there",
            steps: [
                (.install, .stock, a, .done), (.switch, a, b, .interrupted),
                (.rollback, b, a, .done),
            ], current: a, target: .stock),
        Case(
            testDescription: "enabling changes no scheduler",
            steps: [(.install, .stock, a, .done), (.enable, a, a, .done)], current: a,
            target: .stock),
    ]

    @Test(arguments: cases) func target(_ example: Case) {
        let records = example.steps.enumerated().map { index, step in
            HistoryRecord(
                id: Int64(index), verb: step.0, before: step.1, after: step.2,
                kernel: KernelRelease("6.1.0"), bootID: "boot", started: 0, outcome: step.3)
        }
        #expect(UndoStack(records).target(from: example.current) == example.target)
    }
}

@Suite struct ProcessMarkTests {
    @Test func `this process is alive`() {
        #expect(ProcessMark.own.isAlive)
        #expect(!ProcessMark(id: ProcessMark.own.id, start: ProcessMark.own.start + 1).isAlive)
    }

    static let tail = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20"
    @Test(arguments: [
        ("7 (sched) S" + tail, 777), ("7 (a) b (c)) R" + tail, 777), ("7 (sched) Z" + tail, nil),
        ("", nil), ("7 (sched) S 1 2", nil),
    ])
    func `start ticks`(stat: String, expected: Int64?) {
        #expect(ProcessMark.startTicks(stat) == expected)
    }
}
