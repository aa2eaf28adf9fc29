// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Runs long blocking work (digests, scans, big reads) on a thread of its own,
/// so that it does not hold one of the few threads of the cooperative pool.
package func offPool<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
