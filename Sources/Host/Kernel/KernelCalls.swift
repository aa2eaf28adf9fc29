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

    /// One argument for each property; a test gives calls of its own.
    package init(
        insert: @escaping @Sendable ([UInt8]) -> Errno?,
        remove: @escaping @Sendable (String) -> Errno?,
        write: @escaping @Sendable (String, FilePath) throws -> Void,
        now: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) -> Void,
        date: @escaping @Sendable () -> Double
    ) {
        self.insert = insert
        self.remove = remove
        self.write = write
        self.now = now
        self.pause = pause
        self.date = date
    }

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
