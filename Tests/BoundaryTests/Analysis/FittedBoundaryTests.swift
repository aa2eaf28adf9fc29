// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Contract
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

/// A published boundary on a kernel that it was not written for.
@Suite struct FittedBoundaryTests {
    private func kernel() -> SmallKernel {
        var kernel = SmallKernel()
        kernel.function("tick", exported: true)
        kernel.function("gone", symbol: .some(nil), inlinedBy: ["pick"])
        kernel.variable("sysctl_sched_features")
        kernel.variable("sched_feat_keys")
        kernel.variable("sched_feat_names")
        kernel.variable("fair_sched_class", in: "kernel/sched/fair.c")
        kernel.variable("nohz", in: "kernel/sched/fair.c")
        return kernel
    }

    private func listed(_ change: (inout PublicBoundary) -> Void = { _ in }) -> PublicBoundary {
        var listed = PublicBoundary(
            source: "b.yaml", path: "/b.yaml", digest: Digest(hex: "00"))
        listed.files = [
            SmallKernel.at("kernel/sched/core.c"), SmallKernel.at("kernel/sched/fair.c"),
        ]
        listed.headers = [SmallKernel.at("kernel/sched/sched.h"), SmallKernel.at("none.h")]
        listed.interface = ["tick", "pick", "gone", "__schedule", "never"].map {
            SmallKernel.at($0)
        }
        listed.extraPublic = [SmallKernel.at("nohz"), SmallKernel.at("lost")]
        listed.forcePrivate = ["sysctl_sched_features", "fair_sched_class", "header"].map {
            SmallKernel.at($0, line: 9)
        }
        change(&listed)
        return listed
    }

    private func manifest(_ listed: PublicBoundary) -> Manifest {
        var boundary = Manifest.BoundarySpec(recipe: SmallKernel.at("linux-6.1"))
        boundary.listed = listed
        return Manifest(
            path: "/x.yaml", name: SmallKernel.at(VariantName("x")!), version: SmallKernel.at("1"),
            summary: "S", license: "GPL-2.0-only",
            base: .init(kernels: [], from: SmallKernel.at(.debian)), boundary: boundary)
    }

    private func take(
        _ kernel: SmallKernel, _ listed: PublicBoundary
    ) throws(DiagnosticsError) -> FittedBoundary {
        try FittedBoundary(
            listed, manifest(listed), facts: kernel.facts, recipe: kernel.recipe,
            present: ["kernel/sched/sched.h"])
    }

    private func comparison(
        _ change: (inout PublicBoundary) -> Void = { _ in }
    ) throws -> ListedBoundary {
        var kernel = kernel()
        let taken = try take(kernel, listed(change))
        kernel.recipe = taken.recipe
        kernel.changes = BoundaryChanges(taken.manifest)
        return taken.comparison(try kernel.analyse())
    }

    @Test(arguments: [
        ("kernel/sched/core.c", ListedBoundary.Outcome.taken), ("kernel/sched/sched.h", .same),
        ("none.h", .absent), ("tick", .same), ("pick", .otherwise), ("gone", .otherwise),
        ("__schedule", .otherwise), ("never", .absent), ("nohz", .same), ("lost", .absent),
        ("sysctl_sched_features", .taken), ("fair_sched_class", .same), ("header", .absent),
        ("sched_feat_names", .taken),
    ])
    func `each entry has its outcome`(
        name: String, outcome: ListedBoundary.Outcome
    ) throws {
        let found = try comparison().items.filter { $0.name == name }
        #expect(found.map(\.finding.outcome) == [outcome])
    }

    @Test func `files and private variables are taken`() throws {
        let taken = try take(
            kernel(), listed { $0.files = [SmallKernel.at("kernel/sched/fair.c")] })
        #expect(taken.recipe.files.map(\.value) == ["kernel/sched/fair.c"])
        // Its variable is in a file that is not listed.
        #expect(taken.manifest.privateVariables == [])
        let whole = try take(kernel(), listed())
        #expect(
            Set(whole.manifest.privateVariables.map(\.value))
                == Set(RuntimeContract.featureVariables))
        #expect(whole.manifest.privateVariables.allSatisfy { $0.location.line == 9 })
    }

    @Test func `what is computed beyond the list is named`() throws {
        #expect(try comparison().unlisted == [])
        #expect(try comparison { $0.interface = [] }.unlisted == ["tick"])
        #expect(
            try comparison {
                $0.interface = []
                $0.interfacePrefixes = [SmallKernel.at("ti")]
            }.unlisted == [])
    }

    @Test func `a file of another kernel line is refused at its line`() {
        let other = listed {
            $0.files += [
                SmallKernel.at("kernel/sched/idle_task.c", line: 4),
                SmallKernel.at("kernel/sched/clocks.c", line: 5),
            ]
        }
        let error = #expect(throws: DiagnosticsError.self) { try take(kernel(), other) }
        #expect(
            error?.diagnostics.map(\.code) == [.boundaryUnknownFile, .boundaryUnknownFile])
        #expect(error?.diagnostics.map(\.location?.line) == [4, 5])
        #expect(error?.diagnostics[1].hint?.contains("kernel/sched/clock.c") == true)
        #expect(error?.diagnostics[0].notes.first?.contains("linux-6.1") == true)
    }
}
