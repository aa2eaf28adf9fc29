// SPDX-License-Identifier: Apache-2.0

/// How long work tells what it is doing. Stages emit events; the command line
/// alone decides how they look.
package struct Progress: Sendable {
    /// What work tells.
    package enum Event: Sendable, Equatable {
        case began(stage: String)
        /// `detail` is what the stage found, in a few words, with figures.
        case ended(stage: String, seconds: Double, detail: String)
        case note(String)
    }

    private let emit: @Sendable (Event) -> Void

    /// - Parameter emit: takes each event, on any thread.
    package init(_ emit: @escaping @Sendable (Event) -> Void) { self.emit = emit }

    /// Drops every event.
    package static let silent = Progress { _ in }

    /// A line for a person who watches.
    package func note(_ text: String) { emit(.note(text)) }

    /// Runs `body` as a named stage; the detail it returns is shown with the time.
    package func stage<Result>(
        _ name: String, isolation: isolated (any Actor)? = #isolation,
        detail: (Result) -> String = { _ in "" }, _ body: () async throws -> Result
    ) async rethrows -> Result {
        emit(.began(stage: name))
        let start = ContinuousClock.now
        let result = try await body()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        emit(
            .ended(
                stage: name, seconds: Double(seconds) + Double(attoseconds) * 1e-18,
                detail: detail(result)))
        return result
    }
}
