// SPDX-License-Identifier: Apache-2.0
internal import CShim
import Support
import SystemPackage

/// The few calls that change the kernel, and the clock that paces them. Given
/// to a `Host`, so that a test can put a kernel of its own behind them.
package struct KernelCalls: Sendable {
    /// init_module(2) with the image; nil when it succeeded.
    package var insert: @Sendable (_ image: [UInt8]) -> Errno?
    /// delete_module(2) without waiting; nil when it succeeded.
    package var remove: @Sendable (_ module: String) -> Errno?
    /// Writes text to a file of /sys or /proc.
    package var write: @Sendable (_ text: String, _ path: FilePath) throws -> Void
    /// Time since some fixed moment.
    package var now: @Sendable () -> Duration
    /// Blocks the thread for that long.
    package var pause: @Sendable (Duration) -> Void
    /// Seconds since 1970.
    package var date: @Sendable () -> Double

    /// The running kernel. Needs CAP_SYS_MODULE and root's rights on /sys.
    package static let live = KernelCalls(
        insert: { image in
            failure(image.withUnsafeBytes { sched_init_module($0.baseAddress, UInt($0.count), "") })
        },
        remove: { failure(sched_delete_module($0)) },
        write: { try Files.write($0.utf8, to: $1) },
        now: { ContinuousClock.now - start },
        pause: { Waiting.pause($0) },
        date: { Surroundings.now })

    private static let start = ContinuousClock.now

    private static func failure(_ result: Int) -> Errno? {
        result < 0 ? Errno(rawValue: CInt(truncatingIfNeeded: -result)) : nil
    }
}
