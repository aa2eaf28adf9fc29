// SPDX-License-Identifier: Apache-2.0

extension Boundary {
    /// What becomes of a function while a variant is loaded.
    package enum FunctionClass: String, Sendable, Codable, CaseIterable {
        /// called from outside: redirected
        case interface
        /// its address is stored or taken outside the class tables: redirected
        case callback
        /// reached only through the boundary
        case insider
        /// of kernel/sched, but not of a boundary file
        case outsider
        /// outside the boundary, replaced on the manifest's demand
        case sidecar
        /// `__schedule`: replaced from inside vmlinux's frame of it, through a thunk
        case contextSwitch = "context-switch"
        /// runs at boot only
        case `init`
        /// stays vmlinux's although its file is inside
        case kept
        /// no code is left of it in vmlinux
        case optimisedAway = "optimised-away"
    }
}

extension Boundary.FunctionClass {
    /// The variant's code runs in place of vmlinux's while it is loaded.
    package var isReplaced: Bool { isReplacedAsWhole || self == .contextSwitch }

    /// No code of vmlinux's function runs while the variant is loaded, so that no task
    /// may be in it at a switch. Of a context switch the frame stays, in which tasks sleep.
    package var isReplacedAsWhole: Bool { isRedirected || self == .insider }

    /// Its entry in vmlinux is overwritten with a jump into the module.
    package var isRedirected: Bool {
        switch self {
        case .interface, .callback, .sidecar: true
        case .insider, .outsider, .contextSwitch, .`init`, .kept, .optimisedAway: false
        }
    }

    /// vmlinux has code of it, and that code is the one in use.
    package var staysInVmlinux: Bool { !isReplaced && self != .optimisedAway }
}
