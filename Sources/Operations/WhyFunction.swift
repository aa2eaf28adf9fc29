// SPDX-License-Identifier: Apache-2.0
internal import BoundaryAnalysis
public import BoundaryReports
internal import SchedModel
public import SystemPackage

/// `sched why`: the class of one function, and everything that refers to it.
public struct WhyFunction: Sendable {
    public var context: BuildContext
    public var options: LockOptions

    public init(context: BuildContext, options: LockOptions) {
        self.context = context
        self.options = options
    }

    /// One answer for each kernel of the manifest's lock; the lock itself is not
    /// written.
    ///
    /// - Throws: `OperationError.unknownFunction` with near names, or with what
    ///   is known of a function that the boundary does not look at.
    public func run(_ function: String, manifest: FilePath) async throws -> [FunctionAnswer] {
        let report = BoundaryReport(context: context, options: options)
        return try await report.analysed(manifest).map { kernel in
            let answer = FunctionAnswer(
                function, in: kernel.boundary, UseIndex(kernel.boundary, kernel.facts))
            guard answer.matches.isEmpty else { return answer }
            let names = kernel.boundary.functions.flatMap {
                [$0.name] + ($0.symbol.map { [$0] } ?? [])
            }
            throw OperationError.unknownFunction(
                function, kernel.tree.release,
                isElsewhere: kernel.facts.globals[function]?.kind == .function,
                near: NearNames.find(function, among: names))
        }
    }
}
