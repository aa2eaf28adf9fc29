// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import Support
import SystemPackage

/// `sched why`: the class of one function or variable, and everything that refers
/// to it.
package struct WhyFunction: Sendable {
    /// Where the recipes and the cache are; the repository is not used.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode

    package init(context: BuildContext, mode: LockMode) {
        self.context = context
        self.mode = mode
    }

    /// What a name turned out to mean in one kernel.
    package enum Answer: Sendable {
        case function(FunctionAnswer)
        case variable(VariableAnswer)
    }

    /// One answer for each kernel of the manifest's lock; the lock itself is not
    /// written. A function and a variable cannot share a name in C's file scope;
    /// where units differ, the function is answered.
    ///
    /// - Throws: `OperationError.unknownFunction` with near names, or with what
    ///   is known of a function that the boundary does not look at.
    package func run(_ name: String, manifest: FilePath) async throws -> [Answer] {
        let report = BoundaryReport(context: context, mode: mode)
        return try await report.analysed(manifest).map {
            try Answer(name, in: $0.boundary, $0.kernel.facts)
        }
    }
}

extension WhyFunction.Answer {
    /// What the boundary of one kernel says of a name.
    init(
        _ name: String, in boundary: Boundary, _ facts: KernelFacts
    ) throws(OperationError) {
        let answer = FunctionAnswer(name, in: boundary, UseIndex(boundary, facts))
        let variable = VariableAnswer(name, in: boundary, facts)
        if !answer.matches.isEmpty {
            self = .function(answer)
        } else if !variable.variables.isEmpty {
            self = .variable(variable)
        } else {
            let names =
                boundary.functions.flatMap { [$0.name] + ($0.symbol.map { [$0] } ?? []) }
                + boundary.variables.map(\.name)
            throw .unknownFunction(
                name, facts.release, isElsewhere: facts.globals[name]?.kind == .function,
                near: NearestNames.find(name, among: names))
        }
    }
}

extension WhyFunction.Answer: Encodable {
    /// As the answer itself; its keys tell which it is.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .function(let answer): try answer.encode(to: encoder)
        case .variable(let answer): try answer.encode(to: encoder)
        }
    }
}
