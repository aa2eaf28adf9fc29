// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Which part of a kernel a variant replaces, and where it meets the rest.
/// `BoundaryDocument` is its JSON.
package struct Boundary: Sendable {
    /// The exact kernel for which all of this holds.
    package var kernel: Kernel
    /// Files whose functions are replaced.
    package var files: [String]
    /// Every function of kernel/sched and of the sidecars' files.
    package var functions: [Function]
    /// ELF symbols of vmlinux whose entries are redirected to the module.
    package var redirects: [String]
    /// ELF symbols of boundary files that stay vmlinux's and may not be edited.
    package var kept: [String]
    /// Variables of the code that is replaced, each with its owner.
    package var variables: [Variable]
    /// Where the module enters and leaves vmlinux's `__schedule`.
    package var schedulePoints: SchedulePoints
    /// What is known of the members of the scheduler's structs; nil when the
    /// source was not read for it.
    package var structs: [StructUse]?
    /// How the published boundary that the manifest names compares with this one.
    package var listed: ListedBoundary?

    /// What identifies the kernel: two builds of one release differ in the build id.
    package struct Kernel: Sendable, Codable, Hashable {
        /// `uname -r`, which is not enough to identify it.
        package var release: KernelRelease
        /// Of its vmlinux.
        package var buildID: BuildID
    }

    /// A function of the source and what becomes of it.
    package struct Function: Sendable, Hashable {
        /// The source name.
        package var name: String
        /// ELF symbol; nil when optimised away.
        package var symbol: String?
        /// Where it is defined, relative to the tree; a header, too.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// The compilation unit that holds its code.
        package var unit: String
        /// Whether it is replaced, and how other code reaches it.
        package var `class`: FunctionClass
        /// Why it has that class. Calls stand before other references.
        package var reasons: [Reason]
        /// Link-time address of the entry; 0 when optimised away.
        package var address: UInt64
        /// In bytes, without a `.cold` part.
        package var size: UInt64
        /// As livepatch counts; 0 for a global symbol.
        package var sympos: Int
        /// Offset of the five bytes that a redirect overwrites: behind endbr64
        /// and the ftrace site where there are such. Nil when not redirected.
        package var siteOffset: Int?
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

extension Boundary {
    /// Entries in vmlinux of the functions that are replaced with the variant.
    var replacedEntries: Set<UInt64> {
        Set(functions.filter { $0.class.isReplaced && $0.symbol != nil }.map(\.address))
    }
}

extension Boundary.SchedulePoints {
    /// Code of `__schedule` that stays in use: from the register switch to the end.
    var stayingCode: Range<UInt64> { contextSwitch..<max(contextSwitch, exit) }
}
