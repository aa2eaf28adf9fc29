// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The clock as blocking code sees it. Work that must not be interrupted
/// between two steps (a host transaction) is synchronous and waits here.
package enum Waiting {
    /// Blocks the calling thread.
    package static func pause(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0 && errno == EINTR { rest = left }
    }
}
