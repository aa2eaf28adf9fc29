// SPDX-License-Identifier: Apache-2.0
import Host

/// `sched verify`: what the running kernel's own code is, in one figure.
package struct KernelTextReport: Sendable {
    package init() {}

    package func run() throws -> KernelText { try KernelText.read() }
}
