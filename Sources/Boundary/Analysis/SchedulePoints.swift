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
    /// A split-off part of the function, such as `__schedule.cold`.
    package struct Part: Sendable {
        package var address: UInt64
        package var code: [UInt8]
    }

    /// Bytes of the jump that the entry point becomes.
    package static let jumpSize: UInt64 = 5

    /// 1. decodes, 2. follows the stack on all paths, 3. finds the entry point
    /// behind the prologue, 4. finds the context switch and checks the code from
    /// there to the return, 5. compares the frames, 6. checks that the jump fits.
    ///
    /// - Parameters:
    ///   - code: all bytes of `__schedule`, unrelocated but linked.
    ///   - address: where they are linked.
    ///   - symbols: the function that starts at an address, or the variable.
    ///   - avoiding: what the kernel itself patches or jumps to by patching: jump
    ///     labels and their targets, static calls, alternatives, the ftrace site.
    ///   - coldParts: the function's other parts; they are refused when they are
    ///     needed and missing.
    /// - Throws: the first reason against it, with the instruction.
    package static func find(
        code: [UInt8], address: UInt64, symbols: (UInt64) -> String?,
        avoiding: [Range<UInt64>], coldParts: [Part] = []
    ) throws(SchedulePointsError) -> Boundary.SchedulePoints {
        let main = Decoder(code, address: address)
        let parts = [main] + coldParts.map { Decoder($0.code, address: $0.address) }
        let result = withoutActuallyEscaping(symbols) { symbols in
            Result { () throws(SchedulePointsError) in
                try find(FunctionCode(parts: parts, symbols: symbols), avoiding: avoiding)
            }
        }
        return try result.get()
    }

    private static func find(
        _ code: FunctionCode, avoiding: [Range<UInt64>]
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
        let calls = code.list.filter { $0.branchTarget.flatMap(code.symbols) == "__switch_to_asm" }
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
