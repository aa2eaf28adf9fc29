// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// What one switch cost, for history and for the user. JSON keys are the names.
public struct TransitionReport: Sendable, Equatable, Codable {
    public typealias Direction = LoadedVariant.Transition.Direction

    public var variant: VariantName
    public var version: String
    public var direction: Direction
    public var cpus: Int
    public var threads: Int
    /// How long all CPUs stood still.
    public var stopNanoseconds: UInt64
    public var handlerNanoseconds: UInt64
    public var stackCheckNanoseconds: UInt64
    /// In the kernel, preparations included.
    public var totalNanoseconds: UInt64
    /// The kernel's attempts in the call that succeeded, and one for each call
    /// before it that ended busy.
    public var attempts: Int
    /// As this process saw it, waiting included.
    public var wallNanoseconds: UInt64

    init(_ variant: LoadedVariant, _ transition: LoadedVariant.Transition, _ effort: Effort) {
        self.variant = variant.name
        version = variant.version
        direction = transition.direction
        cpus = transition.cpus
        threads = transition.threads
        stopNanoseconds = transition.stop
        handlerNanoseconds = transition.handler
        stackCheckNanoseconds = transition.stackCheck
        totalNanoseconds = transition.total
        attempts = transition.attempts + effort.tries - 1
        wallNanoseconds = effort.wall.nanoseconds
    }

    /// How often a call was made until it succeeded, and how long that took.
    struct Effort: Equatable {
        var tries: Int
        var wall: Duration
    }
}
