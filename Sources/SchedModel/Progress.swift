// SPDX-License-Identifier: Apache-2.0

/// How long work tells what it is doing. Stages emit events; the command line
/// alone decides how they look.
public struct Progress: Sendable {
    public enum Event: Sendable, Equatable {
        case began(stage: String)
        /// `detail` is what the stage found, in a few words, with figures.
        case ended(stage: String, seconds: Double, detail: String)
        case note(String)
    }

    private let emit: @Sendable (Event) -> Void

    public init(_ emit: @escaping @Sendable (Event) -> Void) { self.emit = emit }

    /// Drops every event.
    public static let silent = Progress { _ in }

    public func note(_ text: String) { emit(.note(text)) }

    /// Runs `body` as a named stage; the detail it returns is shown with the time.
    public func stage<Result>(
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
