// SPDX-License-Identifier: Apache-2.0
import Contract
@testable import Kernel
import Manifest
import Support
@testable import Boundary

extension SmallKernel {
    /// With functions of each class, a sidecar, and variables of both owners.
    package static func typical() -> SmallKernel {
        var kernel = SmallKernel()
        kernel.function("tick", exported: true, aliases: ["__x64_sys_tick"], inlinedBy: ["clock"])
        kernel.refer(.call, "timer", "tick", file: "kernel/time/timer.c")
        kernel.refer(.call, "timer", "tick", offset: 0x20, file: "kernel/time/timer.c")
        kernel.refer(.call, "start_kernel", "tick", section: ".init.text", file: "init/main.c")
        kernel.refer(.addressInData, ".data", "tick", section: ".data")
        kernel.refer(.call, "pick", "tick", file: "kernel/sched/core.c")
        kernel.function("free_account", in: "kernel/sched/cpuacct.c")
        kernel.changes.sidecars = [
            at(.init(function: "free_account", file: "kernel/sched/cpuacct.c"), line: 7)
        ]
        kernel.variable("limit")
        kernel.variable("slice", in: "kernel/sched/fair.c")
        kernel.facts.variables[1].address = 0x9100
        kernel.changes.private.add = [at("slice", line: 9)]
        kernel.facts.variableUses = [
            .init(
                kind: .read, variable: 0x9000, source: "clock", sourceAddress: 0x1400,
                sourceFile: "kernel/sched/clock.c", address: 0x1410, section: ".text")
        ]
        kernel.facts.globals["ktime_get"] = .init(
            address: 0x8000, size: 0x40, kind: .function, isWeak: false, section: ".text",
            isExported: true)
        return kernel
    }

    /// What a package holds besides record, redirects and module: the boundary, and a
    /// lock with one patch.
    package func documents(of variant: VariantName) throws -> [String: [UInt8]] {
        let digest = Digest(hex: String(repeating: "5", count: 64))
        let lock = Lock(
            variant: variant, version: "1.0.0", kernels: [],
            patches: ["patches/pick.patch": digest], recipe: digest, runtime: digest,
            manifest: digest)
        return [
            InstalledLayout.boundary: Array(
                try CanonicalJSON.document(BoundaryDocument(try analyse()))),
            InstalledLayout.lock: Array(try CanonicalJSON.document(lock)),
        ]
    }
}
