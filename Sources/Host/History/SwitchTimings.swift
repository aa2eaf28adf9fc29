// SPDX-License-Identifier: Apache-2.0

/// What the kernel's runtime reports of a load or unload.
package struct SwitchTimings: Sendable, Hashable, Codable {
    /// How long all CPUs were stopped.
    package var stopNanoseconds: Int64?
    /// Of that, in the handler that rewrites and moves tasks.
    package var handlerNanoseconds: Int64?
    /// Of that, checking the stacks of all threads.
    package var stackCheckNanoseconds: Int64?
    /// From the first preparation to the end.
    package var totalNanoseconds: Int64?
    /// How many CPUs were stopped.
    package var cpus: Int?
    /// How many threads had their stacks checked.
    package var threads: Int?
}
