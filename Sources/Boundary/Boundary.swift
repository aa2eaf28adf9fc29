// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Which part of a kernel a variant replaces, and where it meets the rest.
/// This is the boundary document: `sched boundary --json` prints it and the
/// package carries it.
package struct Boundary: Sendable, Codable {
    package static let currentSchema = 1

    package var schema = Boundary.currentSchema
    package var kernel: Kernel
    /// Files whose functions are replaced.
    package var files: [String]
    package var functions: [Function]
    /// ELF symbols of vmlinux whose entries are redirected to the module.
    package var redirects: [String]
    /// ELF symbols of boundary files that stay vmlinux's and may not be edited.
    package var kept: [String]
    package var variables: [Variable]
    /// Where the module enters and leaves vmlinux's `__schedule`.
    package var schedulePoints: SchedulePoints
    /// What is known of the members of the scheduler's structs; nil when the
    /// source was not read for it.
    package var structs: [StructUse]?
    /// How the published boundary that the manifest names compares with this one.
    package var listed: ListedBoundary?

    package struct Kernel: Sendable, Codable, Hashable {
        package var release: KernelRelease
        package var buildID: BuildID
        package init(release: KernelRelease, buildID: BuildID) {
            self.release = release
            self.buildID = buildID
        }
    }

    package struct Function: Sendable, Codable, Hashable {
        package var name: String
        /// ELF symbol; nil when optimised away.
        package var symbol: String?
        package var file: String
        package var line: Int
        package var unit: String
        package var `class`: FunctionClass
        /// Why it has that class, one sentence each, such as
        /// `called from schedule_timeout (kernel/time/timer.c)`.
        package var evidence: [String]
        package var address: UInt64
        package var size: UInt64
        /// As livepatch counts; 0 for a global symbol.
        package var sympos: Int
        /// Offset of the five bytes that a redirect overwrites: behind endbr64
        /// and the ftrace site where there are such. Nil when not redirected.
        package var siteOffset: Int?

        package init(
            name: String, symbol: String?, file: String, line: Int, unit: String,
            class: FunctionClass, evidence: [String], address: UInt64, size: UInt64,
            sympos: Int, siteOffset: Int?
        ) {
            self.name = name
            self.symbol = symbol
            self.file = file
            self.line = line
            self.unit = unit
            self.class = `class`
            self.evidence = evidence
            self.address = address
            self.size = size
            self.sympos = sympos
            self.siteOffset = siteOffset
        }
    }

    /// The three places in vmlinux's `__schedule` that the runtime uses; found by
    /// decoding, never assumed (see docs/decisions on the context switch).
    package struct SchedulePoints: Sendable, Codable, Hashable {
        /// After the prologue: frame and canary complete, only the argument
        /// live. Five bytes from here become a jump.
        package var entry: UInt64
        /// The `call __switch_to_asm`.
        package var contextSwitch: UInt64
        /// The epilogue, after the call of finish_task_switch.
        package var exit: UInt64
        /// Whether the frame is addressed by %rbp (CFA = rbp + 16) or by %rsp.
        package var usesFramePointer: Bool
        /// Bytes from %rsp to the CFA at all three points.
        package var frameSize: Int
    }
}
