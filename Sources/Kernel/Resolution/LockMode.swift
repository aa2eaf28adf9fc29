// SPDX-License-Identifier: Apache-2.0

/// How a lock is treated, and whether anything may be fetched.
package enum LockMode: Sendable, Equatable, CaseIterable {
    /// Locked kernels are kept where they will do; all else is resolved anew.
    case update
    /// The newest kernels are taken, even where locked ones would do.
    case upgrade
    /// As `update`, of what the cache holds: nothing is fetched.
    case offline
    /// The result must equal the lock.
    case locked
    /// The result must equal the lock, and nothing is fetched.
    case lockedOffline

    /// The case for a command line's flags; `upgrade` counts only where the lock
    /// may change and packages may be fetched.
    package init(locked: Bool, offline: Bool, upgrade: Bool) {
        switch (locked, offline) {
        case (true, true): self = .lockedOffline
        case (true, false): self = .locked
        case (false, true): self = .offline
        case (false, false): self = upgrade ? .upgrade : .update
        }
    }

    /// Whether the lock may not change.
    package var keepsLock: Bool { self == .locked || self == .lockedOffline }

    /// Whether the cache must hold every package.
    package var isOffline: Bool { self == .offline || self == .lockedOffline }
}
