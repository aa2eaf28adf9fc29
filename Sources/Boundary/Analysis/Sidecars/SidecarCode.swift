// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import X86

/// What only the machine code of a sidecar and of its callers shows.
///
/// - A function without an exit (no return, no jump to another function) is
///   refused: tasks that enter it are on a stack at every load, which would be
///   busy for ever. `kthread()`, beneath which every kernel thread sleeps, is one.
/// - One that is handed to a maker of kernel threads gives a warning: such
///   threads sleep in it for as long as they live (`kthread_worker_fn()`).
/// - Where gcc compiled without `-pg`, which turns `-fipa-ra` off, a caller in the
///   same unit may know which registers the function leaves alone: refused.
struct SidecarCode {
    let facts: KernelFacts
    let sites: SiteReader
    /// How the kernel compiles the sidecars' units.
    let commands: [String: CompileCommand]

    func diagnostics(
        _ sidecars: [Located<Manifest.Sidecar>]
    ) throws -> [Diagnostic] {
        try sidecars.compactMap { sidecar in
            guard
                let function = facts.functions.first(where: {
                    $0.file == sidecar.value.file && $0.symbol == sidecar.value.function
                })
            else { return nil }
            if try neverReturns(function) { return refusal(function, at: sidecar.location) }
            if let caller = trustingCaller(of: function, sidecars) {
                return refusal(function, trustedBy: caller, at: sidecar.location)
            }
            return try threadMaker(of: function).map {
                warning(function, $0, at: sidecar.location)
            }
        }
    }

    private func refusal(
        _ function: KernelFacts.Function, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .sidecarNeverReturns, at: location,
            "`\(function.name)` never returns: a task that enters it stays beneath it, and no load would ever find it empty",
            hint: "replace a function that it calls and that is not inlined into it")
    }

    private func refusal(
        _ function: KernelFacts.Function, trustedBy caller: String, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .sidecarRegisterUse, at: location,
            "`\(caller)` calls `\(function.name)` in \(function.unit), which the kernel compiles without -pg: gcc may rely on the registers that the present code leaves alone (-fipa-ra)",
            hint: "make `\(caller)` a sidecar, too")
    }

    private func warning(
        _ function: KernelFacts.Function, _ maker: String, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .sidecarOfThreads, .warning, at: location,
            "`\(function.name)` is what a kernel thread runs (`\(maker)` starts one with it): a load or unload is busy for as long as there is such a thread",
            hint: "replace a function that it calls")
    }

    private func code(_ function: KernelFacts.Function) throws -> [Decoder] {
        try sites.parts(
            symbol: function.symbol ?? function.name, address: function.address,
            size: function.size
        ).map { Decoder($0.bytes, address: $0.address) }
    }

    // MARK: Ways out

    private func neverReturns(_ function: KernelFacts.Function) throws -> Bool {
        let parts = try code(function)
        let own = parts.map { $0.address..<$0.address + UInt64($0.code.count) }
        guard let instructions = try? parts.flatMap({ try $0.instructions() }) else { return false }
        return !instructions.contains { instruction in
            switch instruction.flow {
            case .return, .indirectJump: true
            case .jump(let target), .conditionalJump(let target):
                !own.contains { $0.contains(target) }
            case .sequential, .call, .indirectCall, .trap: false
            }
        }
    }

    // MARK: Callers

    private func trustingCaller(
        of function: KernelFacts.Function, _ sidecars: [Located<Manifest.Sidecar>]
    ) -> String? {
        let options = commands[function.unit]?.flags ?? []
        guard !options.isEmpty, !options.contains("-pg"), !options.contains("-fno-ipa-ra") else {
            return nil
        }
        let replaced = Set(sidecars.map(\.value.function))
        let entries = Set(
            facts.functions.filter {
                $0.symbol != nil && $0.unit == function.unit && !replaced.contains($0.name)
                    && !Roles.runsAtBootOnly($0)
            }.map(\.address))
        return facts.references.first {
            $0.kind == .call && $0.targetAddress == function.address
                && entries.contains($0.sourceAddress)
        }?.source
    }

    // MARK: Threads

    /// The function in which `function` is the argument of what makes a thread.
    private func threadMaker(of function: KernelFacts.Function) throws -> String? {
        for reference in facts.references
        where reference.kind == .addressInCode && reference.targetAddress == function.address {
            let holder = holder(of: reference)
            let parts = try code(holder)
            guard let instructions = try? parts.flatMap({ try $0.instructions() }) else { continue }
            let following = instructions.drop { $0.end <= reference.address }.prefix(12)
            for case .call(let target) in following.map(\.flow) {
                if sites.name(at: target).map(Self.makesThreads) == true { return reference.source }
                break
            }
        }
        return nil
    }

    /// Where the reference stands; a function outside the facts is known by its
    /// symbol.
    private func holder(of reference: KernelFacts.Reference) -> KernelFacts.Function {
        let end = facts.globals[reference.source].map { $0.address + $0.size }
        return KernelFacts.Function(
            name: reference.source, symbol: reference.source, file: "", line: 0, unit: "",
            address: reference.sourceAddress,
            size: (end ?? reference.address + 64) - reference.sourceAddress,
            section: reference.section, isExternal: false, isExported: false, sympos: 0,
            inlinedInto: 0, hasFtraceSite: false, hasColdPart: false)
    }

    private static func makesThreads(_ name: String) -> Bool {
        name.hasPrefix("kthread_create") || name.hasPrefix("__kthread_create")
            || name == "kernel_thread" || name == "user_mode_thread"
    }
}
