// SPDX-License-Identifier: Apache-2.0

/// A compiled object of one unit.
struct CompiledObject: Sendable {
    /// Such as `kernel/sched/core.c`.
    var unit: String
    var bytes: [UInt8]
}
