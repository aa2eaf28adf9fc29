// SPDX-License-Identifier: Apache-2.0
public import HostTransaction

/// `sched verify`: what the running kernel's own code is, in one figure.
public struct KernelTextReport: Sendable {
    public init() {}

    public func run() throws -> KernelText { try KernelText.read() }
}
