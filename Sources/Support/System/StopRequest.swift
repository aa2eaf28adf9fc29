// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Tells blocking work that it is no longer wanted. The work looks at it where
/// it can end in good order.
package final class StopRequest: Sendable {
    private let flag = Atomic(false)

    package init() {}

    /// Whether somebody asked; it never becomes false again.
    package var isMade: Bool { flag.load(ordering: .acquiring) }

    /// Asks for the end. Any thread may, any number of times.
    package func make() { flag.store(true, ordering: .releasing) }
}

/// As `offPool`, for work that looks at `stop`: it is made when the task is
/// cancelled.
package func offPool<Result: Sendable>(
    stopping stop: StopRequest, _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withTaskCancellationHandler {
        try await offPool(body)
    } onCancel: {
        stop.make()
    }
}
