// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Contract
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

/// One variable, `limit`, of a boundary file.
@Suite struct VariableUserTests {
    private func kernel(
        _ uses: [(ReferenceKind, String)], private owned: Bool = true,
        unsafe: String? = nil, section: String = ".text"
    ) -> SmallKernel {
        var kernel = SmallKernel()
        kernel.variable("limit")
        for (kind, source) in uses {
            let entry = kernel.facts.functions.first { $0.name == source }?.address ?? 0x7000
            // __schedule's use stands before the register switch.
            kernel.facts.variableUses.append(
                .init(
                    kind: kind, variable: 0x9000, source: source, sourceAddress: entry,
                    sourceFile: "kernel/x.c", address: entry + 0x10, section: section))
        }
        if owned { kernel.changes.private.add = [SmallKernel.at("limit", line: 12)] }
        if let unsafe {
            kernel.changes.unsafe = [
                SmallKernel.at(.init(name: "limit", reason: unsafe), line: 14)
            ]
        }
        return kernel
    }

    @Test(
        arguments: [
            ("clock", ReferenceKind.read), ("schedule", .write),
            ("nobody", .staticKey), ("other_table", .addressInData),
        ])
    func `a private variable that stays in use outside is refused`(
        _ user: String, _ kind: ReferenceKind
    ) {
        let (codes, first) = kernel([(kind, user)]).refusal()
        #expect(codes == [.privateUsedOutside])
        #expect(first?.location?.line == 12)
        #expect(first?.notes.first?.contains("\(user) (kernel/x.c)") == true)
    }

    @Test func `what is replaced does not count, nor the replaced part of __schedule`() throws {
        let boundary = try kernel([(.write, "pick"), (.write, "__schedule")]).analyse()
        let variable = try #require(boundary.variables.first { $0.name == "limit" })
        #expect(variable.class == .private && variable.outsideUsers.isEmpty)
    }

    @Test func `what ran at boot is listed and does no harm`() throws {
        let boundary = try kernel([(.write, "set_up")], section: ".init.text").analyse()
        let variable = try #require(boundary.variables.first { $0.name == "limit" })
        #expect(variable.outsideUsers.map(\.isAtBoot) == [true])
        let kept = kernel([(.addressInCode, "set_up")], section: ".init.text").refusal()
        #expect(kept.codes == [.privateUsedOutside], "an address outlives the boot")
    }

    @Test func `a reason lets it pass and is kept`() throws {
        let boundary = try kernel([(.read, "clock")], unsafe: "only shown").analyse()
        let variable = try #require(boundary.variables.first { $0.name == "limit" })
        #expect(variable.unsafe == "only shown")
        #expect(variable.outsideUsers.map(\.sentence.full) == ["read by clock (kernel/x.c)"])
    }

    @Test func `a reason for nothing is worth a warning`() throws {
        func warnings(_ user: String) throws -> [DiagnosticCode] {
            let boundary = try kernel([(.read, user)], unsafe: "only shown").analyse()
            var manifest = Manifest(
                path: "/m.yaml", name: SmallKernel.at(VariantName("m")!),
                version: SmallKernel.at("1"), summary: "", license: "GPL-2.0-only",
                base: .init(kernels: [], from: SmallKernel.at(.debian)),
                boundary: .init(recipe: SmallKernel.at("linux-6.1")))
            manifest.unsafe = [SmallKernel.at(.init(name: "limit", reason: "only shown"))]
            return BoundaryAnalyser.needlessReasons(boundary, manifest).map(\.code)
        }
        #expect(try warnings("pick") == [.unsafeNeedless])
        #expect(try warnings("clock") == [])
    }

    @Test func `a shared variable may have any users`() throws {
        let boundary = try kernel([(.write, "clock"), (.read, "clock")], private: false).analyse()
        let variable = try #require(boundary.variables.first { $0.name == "limit" })
        #expect(variable.class == .shared)
        #expect(variable.outsideUsers.map(\.kind) == [.write, .read])
    }

    @Test func `tables of methods stay vmlinux's`() {
        var kernel = SmallKernel()
        kernel.variable("fair_sched_class")
        kernel.changes.private.add = [SmallKernel.at("fair_sched_class", line: 3)]
        #expect(kernel.refusal().codes == [.privateClassTable])
    }

    @Test func `the feature variables belong together`() throws {
        var kernel = SmallKernel()
        for name in RuntimeContract.featureVariables { kernel.variable(name) }
        kernel.changes.private.add = [SmallKernel.at(RuntimeContract.featureVariables[0])]
        #expect(kernel.refusal().codes == [.featuresIncomplete])
        kernel.changes.private.add = RuntimeContract.featureVariables.map { SmallKernel.at($0) }
        #expect(
            try kernel.analyse().variables.map(\.class)
                == [.privateByNecessity, .privateByNecessity, .privateByNecessity])
    }

    @Test func `one function cannot be two sidecars`() {
        var kernel = SmallKernel()
        kernel.function("write_usage", in: "kernel/sched/cpuacct.c")
        kernel.changes.sidecars = ["kernel/sched/cpuacct.c", "kernel/sched/cputime.c"].map {
            SmallKernel.at(.init(function: "write_usage", file: $0), line: 4)
        }
        let (codes, first) = kernel.refusal()
        #expect(codes == [.sidecarClash])
        #expect(first?.hint == "keep one of the two; it is in kernel/sched/cpuacct.c")
    }
}
