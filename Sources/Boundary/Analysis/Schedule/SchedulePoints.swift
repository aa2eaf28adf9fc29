// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import X86

/// Finds where a module enters and leaves vmlinux's `__schedule`, by decoding it.
///
/// The thunk at the entry point calls the module's `__schedule` and goes on at
/// the context switch or at the exit, in vmlinux's own frame. That is right only
/// if the frame is the same at all three points and vmlinux's code reads nothing
/// there but what the thunk provides; all of this is checked and every doubt is
/// refused. Checked on 6.1 (frame pointers) and 6.12 of Debian.
package enum SchedulePoints {
    /// Bytes of the jump that the entry point becomes.
    package static let jumpSize: UInt64 = 5

    /// In the `__schedule` of a kernel.
    ///
    /// - Parameter manifest: whose kernel it is, for the place of a diagnostic.
    /// - Throws: `DiagnosticsError`, `SchedulePointsError`, `ELFError`.
    static func find(
        in kernel: PreparedKernel, of manifest: Manifest
    ) throws -> Boundary.SchedulePoints {
        let function = try function(in: kernel.facts, of: manifest.base.kernels)
        let parts = try kernel.sites.parts(
            symbol: BoundaryAnalyser.contextSwitcher, address: function.address,
            size: function.size
        ).map { Decoder($0.bytes, address: $0.address) }
        var code = try FunctionCode(parts: parts)
        for target in code.targets { code.names[target] = kernel.sites.name(at: target) }
        return try find(
            in: code,
            avoiding: kernel.facts.patchSites.map { $0.address..<$0.address + jumpSize })
    }

    /// - Parameter wanted: the manifest's kernels, one of which this one is.
    static func function(
        in facts: KernelFacts, of wanted: [Located<String>]
    ) throws(DiagnosticsError) -> KernelFacts.Function {
        let name = BoundaryAnalyser.contextSwitcher
        if let found = facts.functions.first(where: { $0.symbol == name }) { return found }
        let line = wanted.first { Glob($0.value).matches(facts.release.rawValue) }
        throw DiagnosticsError(
            Diagnostic(
                .boundaryNoSchedule, at: line?.location,
                "kernel \(facts.release) has no function `\(name)`, from whose frame a variant's scheduler is entered",
                hint: "choose a kernel of a line that recipes/kernels has"))
    }

    /// 1. follows the stack on all paths, 2. finds the entry point behind the
    /// prologue, 3. finds the context switch and checks the code from there to the
    /// return, 4. compares the frames, 5. checks that the jump fits.
    ///
    /// - Parameters:
    ///   - code: all parts of `__schedule`, unrelocated but linked, with the names
    ///     of its targets. Cold parts are refused when they are needed and missing.
    ///   - avoiding: what the kernel itself patches or jumps to by patching: jump
    ///     labels and their targets, static calls, alternatives, the ftrace site.
    /// - Throws: the first reason against it, with the instruction.
    static func find(
        in code: FunctionCode, avoiding: [Range<UInt64>]
    ) throws(SchedulePointsError) -> Boundary.SchedulePoints {
        var flow = try StackFlow(code)
        let prologue = try Prologue(code, flow)
        guard let frame = flow.states[prologue.entry] else {
            throw SchedulePointsError(.entryTooLong, at: prologue.entry)
        }
        try flow.followUnreached(frame)
        let contextSwitch = try contextSwitch(code)
        if prologue.canary == nil, let check = stackCheck(code) {
            throw code.refusal(.canaryAfterEntry, check)
        }
        let exit = try ScheduleExit(
            code: code, flow: flow, canary: prologue.canary, saved: frame.saved
        ).find(after: contextSwitch)
        for point in [contextSwitch.address, exit] where flow.states[point] != frame {
            throw code[point].map { code.refusal(.stackDiffers, $0) }
                ?? SchedulePointsError(.stackDiffers, at: point)
        }
        try checkJump(at: prologue.entry, before: contextSwitch, code, avoiding)
        return Boundary.SchedulePoints(
            entry: prologue.entry, contextSwitch: contextSwitch.address, exit: exit,
            usesFramePointer: frame.hasFramePointer,
            frameSize: frame.anchor == .frameAddress ? frame.depth : 0)
    }

    private static func contextSwitch(
        _ code: FunctionCode
    ) throws(SchedulePointsError) -> Instruction {
        let calls = code.list.filter { code.target($0) == "__switch_to_asm" }
        guard calls.count == 1, case .call = calls[0].flow else {
            throw SchedulePointsError(.contextSwitches(calls.count), at: code.entry)
        }
        return calls[0]
    }

    private static func stackCheck(_ code: FunctionCode) -> Instruction? {
        code.list.first { code.callee($0) == "__stack_chk_fail" }
    }

    private static func checkJump(
        at entry: UInt64, before contextSwitch: Instruction, _ code: FunctionCode,
        _ avoiding: [Range<UInt64>]
    ) throws(SchedulePointsError) {
        let jump = entry..<entry + jumpSize
        guard jump.upperBound <= contextSwitch.address || entry > contextSwitch.address,
            code.contains(jump.upperBound - 1)
        else { throw SchedulePointsError(.entryTooLong, at: entry) }
        for instruction in code.list {
            if let target = instruction.branchTarget, jump.contains(target) {
                throw code.refusal(.branchIntoEntry, instruction)
            }
        }
        if let range = avoiding.first(where: jump.overlaps) {
            throw SchedulePointsError(.entryOverlaps(range), at: entry)
        }
    }
}
