// SPDX-License-Identifier: Apache-2.0

/// A compiled object of one unit.
package struct CompiledObject: Sendable {
    /// Such as `kernel/sched/core.c`.
    package var unit: String
    package var bytes: [UInt8]
}
