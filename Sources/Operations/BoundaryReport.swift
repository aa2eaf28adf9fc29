// SPDX-License-Identifier: Apache-2.0
public import SchedModel
public import SystemPackage

/// `sched boundary`: the boundary of a manifest's kernels, nothing built.
public struct BoundaryReport: Sendable {
    public var context: BuildContext
    public var options: LockOptions

    public init(context: BuildContext, options: LockOptions) {
        self.context = context
        self.options = options
    }

    /// One document for each kernel of the lock; the lock itself is not written.
    public func run(_ manifest: FilePath) async throws -> [Boundary] {
        let preparation = Preparation(context: context, options: options)
        let resolved = try await preparation.resolve(manifest)
        var found: [Boundary] = []
        for kernel in resolved.lock.kernels {
            found.append(try await preparation.analyse(kernel, resolved).boundary)
        }
        return found
    }
}
