// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel

@Suite struct RebuildReportTests {
    /// Two units called core.c, the second of them the scheduler's.
    static let vmlinux = FunctionSymbols(
        groups: [
            .init(file: "core.c", locals: ["probe": [10], "shared": [4]]),
            .init(file: "core.c", locals: ["balance": [30], "shared": [8], "twin": [5, 6]]),
            .init(file: "fair.c", locals: ["balance": [31]]),
        ],
        globals: ["schedule": [100], "arch_idle": [26], "kept_weak": [9]], weak: ["kept_weak"])

    static let unit = "kernel/sched/core.c"
    static let same = FunctionSymbols(
        groups: [.init(file: "core.c", locals: ["balance": [30], "shared": [8], "twin": [5, 6]])],
        globals: ["schedule": [100], "arch_idle": [5], "kept_weak": [9]],
        weak: ["arch_idle", "kept_weak"])

    private func report(_ change: (inout FunctionSymbols) -> Void) -> RebuildReport {
        var rebuilt = Self.same
        change(&rebuilt)
        var report = RebuildReport(units: [], differences: [])
        report.add(unit: Self.unit, rebuilt: rebuilt, vmlinux: Self.vmlinux)
        return report
    }

    @Test func `the group is found by its names`() {
        let report = report { _ in }
        #expect(report.isSame)
        #expect(
            report.units == [.init(unit: Self.unit, functions: 6, same: 6, overridden: 1)])
        #expect(report.summary == "6 of 6 functions of 1 units are the same")
    }

    @Test(
        arguments: [
            ("schedule", [100], [101]), ("kept_weak", [9], [10]), ("fresh", [], [7]),
        ] as [(String, [UInt64], [UInt64])])
    func `a global that differs is named`(_ name: String, _ before: [UInt64], _ after: [UInt64]) {
        let report = report { $0.globals[name] = after }
        #expect(
            report.differences == [
                .init(unit: Self.unit, symbol: name, vmlinux: before, rebuilt: after)
            ])
        #expect(report.units[0].functions - report.units[0].same == 1)
    }

    @Test(
        arguments: [
            ("balance", [30], []), ("shared", [8], [4]), ("twin", [5, 6], [5, 7]),
            ("helper.isra.0", [], [3]),
        ] as [(String, [UInt64], [UInt64])])
    func `a local that differs is named`(_ name: String, _ before: [UInt64], _ after: [UInt64]) {
        let report = report { $0.groups[0].locals[name] = after.isEmpty ? nil : after }
        #expect(
            report.differences == [
                .init(unit: Self.unit, symbol: name, vmlinux: before, rebuilt: after)
            ])
        #expect(!report.isSame)
    }

    @Test func `a size that is expected to differ is no difference`() {
        var rebuilt = Self.same
        rebuilt.globals["schedule"] = [105]
        rebuilt.groups[0].locals["balance"] = [33]
        rebuilt.groups[0].locals["shared"] = nil
        var report = RebuildReport(units: [], differences: [])
        report.add(
            unit: Self.unit, object: "core-1.o", rebuilt: rebuilt, vmlinux: Self.vmlinux,
            isExpected: { ["schedule", "shared"].contains($0) })
        #expect(report.differences.map(\.symbol) == ["balance", "shared"])
        #expect(report.units.map(\.object) == ["core-1.o"])
    }

    @Test func `an expected difference of many bytes is a difference`() {
        for size: UInt64 in [99, 117, 500] {
            var rebuilt = Self.same
            rebuilt.globals["schedule"] = [size]
            var report = RebuildReport(units: [], differences: [])
            report.add(
                unit: Self.unit, rebuilt: rebuilt, vmlinux: Self.vmlinux, isExpected: { _ in true })
            #expect(report.differences.map(\.symbol) == ["schedule"])
        }
    }

    @Test func `differences read as sentences`() {
        let difference = RebuildReport.Difference(
            unit: Self.unit, symbol: "twin", vmlinux: [5, 6], rebuilt: [])
        #expect(
            "\(difference)" == "kernel/sched/core.c: twin: 5 and 6 bytes in vmlinux, not rebuilt")
    }
}
