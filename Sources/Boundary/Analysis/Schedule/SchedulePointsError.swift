// SPDX-License-Identifier: Apache-2.0
import Support
import X86

/// Why a kernel's `__schedule` cannot be entered from a module. Every doubt is a
/// refusal: a wrong guess here takes the machine down.
package struct SchedulePointsError: Failure, Equatable {
    /// What the decoder met; `description` says it in words.
    package enum Reason: Sendable, Equatable {
        case undecodable(DecodeError)
        /// Not exactly one `call __switch_to_asm`.
        case contextSwitches(Int)
        case argumentOverwritten
        case effectBeforeEntry
        case canaryAfterEntry
        case unknownStackChange
        case framePointerChanged
        case alignedWithoutFramePointer
        case stackDisagrees
        case stackAtReturn
        case stackDiffers
        case branchIntoInstruction
        case branchIntoEntry
        case indirectJump
        case leavesFunction
        case entryTooLong
        case entryOverlaps(Range<UInt64>)
        case resultNotPassed
        case noFinishTaskSwitch
        case unexpectedAtExit
        case canaryMismatch
        case canaryUnchecked
        case registerMismatch
    }

    /// What is wrong at `address`.
    package var reason: Reason
    /// Of the instruction that is to blame.
    package var address: UInt64
    /// Its bytes; empty where there is no instruction.
    package var bytes: [UInt8]

    package init(_ reason: Reason, at address: UInt64, bytes: [UInt8] = []) {
        self.reason = reason
        self.address = address
        self.bytes = bytes
    }

    package var exitStatus: ExitStatus { .refused }

    package var description: String {
        let code = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let place = "0x\(String(address, radix: 16))"
        let instruction = code.isEmpty ? place : "\(place) (\(code.joined(separator: " ")))"
        return "__schedule cannot be entered from a module: at \(instruction) \(reason)"
    }
}

extension SchedulePointsError.Reason: CustomStringConvertible {
    /// Goes on after "at <place> ".
    package var description: String {
        switch self {
        case .undecodable(let error): "\(error)"
        case .contextSwitches(let count):
            "there are \(count) calls of __switch_to_asm where one is expected"
        case .argumentOverwritten: "the argument is overwritten before the frame is complete"
        case .effectBeforeEntry: "more than the frame changes before the frame is complete"
        case .canaryAfterEntry: "the stack is checked, but the prologue writes no canary"
        case .unknownStackChange: "the stack pointer changes in an unknown way"
        case .framePointerChanged: "the frame pointer changes inside the function"
        case .alignedWithoutFramePointer: "the stack is aligned without a frame pointer"
        case .stackDisagrees: "two paths meet with different stacks"
        case .stackAtReturn: "the function is left with a stack that is not empty"
        case .stackDiffers: "the stack differs from that at the entry point"
        case .branchIntoInstruction: "a branch goes into the middle of an instruction"
        case .branchIntoEntry: "a branch goes to the entry point"
        case .indirectJump: "the target of a jump is not known"
        case .leavesFunction: "the function goes on in code that was not given"
        case .entryTooLong: "the jump at the entry point does not fit"
        case .entryOverlaps(let range):
            "the jump at the entry point overlaps the patch site 0x"
                + String(range.lowerBound, radix: 16)
        case .resultNotPassed: "the result of __switch_to_asm is not moved to %rdi"
        case .noFinishTaskSwitch: "finish_task_switch is not called next"
        case .unexpectedAtExit: "the epilogue has an instruction that is not accepted"
        case .canaryMismatch: "the canary is not the one that the prologue wrote"
        case .canaryUnchecked: "the function returns without a check of the canary"
        case .registerMismatch: "the registers are not restored as they were saved"
        }
    }
}
