// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Kernel
import Commands

/// How a verb treats the lock beside the manifest.
struct LockFlags: ParsableArguments {
    @Flag(help: "Refuse to change the lock file.")
    var locked = false

    @Flag(help: "Fetch nothing; use the cache only.")
    var offline = false

    @Flag(help: "Resolve the kernel anew, even where the locked one would do.")
    var upgrade = false

    var mode: LockMode { LockMode(locked: locked, offline: offline, upgrade: upgrade) }
}
