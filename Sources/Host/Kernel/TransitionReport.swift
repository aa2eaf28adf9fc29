// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// What one switch cost, for history and for the user. JSON keys are the names.
package struct TransitionReport: Sendable, Equatable, Codable {
    /// As the runtime reports it.
    package typealias Direction = LoadedVariant.Transition.Direction

    /// The variant that was loaded or unloaded.
    package var variant: VariantName
    package var version: String
    /// Whether it came or went.
    package var direction: Direction
    /// How many CPUs were stopped.
    package var cpus: Int
    /// How many threads had their stacks checked.
    package var threads: Int
    /// Before the stop, looking at the stacks while the machine runs; nil where a runtime
    /// from before that is in the kernel.
    package var lookNanoseconds: UInt64?
    /// How long all CPUs stood still.
    package var stopNanoseconds: UInt64
    /// Of the stop, the runtime's handler.
    package var handlerNanoseconds: UInt64
    /// Of the handler, checking stacks.
    package var stackCheckNanoseconds: UInt64
    /// In the kernel, preparations included.
    package var totalNanoseconds: UInt64
    /// The kernel's attempts in the call that succeeded, and one for each call
    /// before it that ended busy.
    package var attempts: Int
    /// As this process saw it, waiting included.
    package var wallNanoseconds: UInt64

    init(_ variant: LoadedVariant, _ transition: LoadedVariant.Transition, _ attempts: Attempts) {
        self.variant = variant.name
        version = variant.version
        direction = transition.direction
        cpus = transition.cpus
        threads = transition.threads
        lookNanoseconds = transition.look
        stopNanoseconds = transition.stop
        handlerNanoseconds = transition.handler
        stackCheckNanoseconds = transition.stackCheck
        totalNanoseconds = transition.total
        self.attempts = transition.attempts + attempts.count - 1
        wallNanoseconds = attempts.wall.nanoseconds
    }

    /// How often a call was made until it succeeded, and how long that took.
    struct Attempts: Equatable {
        var count: Int
        var wall: Duration
    }
}
