// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// The names on which Swift, the runtime in the kernel (recipes/runtime) and rpm's
/// script (recipes/packaging) agree. This file is the only place that spells them:
///
/// 1. `header` is recipes/runtime/contract.h; a test holds the two equal, and
///    `SCHED_UPDATE_GOLDEN=1` rewrites the file.
/// 2. `VariantSpec` fills them into the spec's Lua.
/// 3. Everything in Swift, the tests' fake kernel included, asks `current`.
///
/// A value, so that a test can rename something and see whom it reaches.
package struct RuntimeContract: Sendable, Equatable {
    /// The names of this program and of the runtime that it builds.
    package static let current = RuntimeContract()

    /// Precedes the name of everything that the variant's code defines, so that a
    /// kprobe or a trace filter on a name of vmlinux stays unambiguous.
    package var symbolPrefix = "sv_"
    /// Precedes the runtime's own global symbols.
    package var runtimePrefix = "variant_"
    /// vmlinux's `_text`, from which the generated tables count all addresses.
    package var baseSymbol = "vmlinux_text"
    /// Precedes the variant's name in the name of its module.
    package var modulePrefix = "scheduler_"
    /// Begins each line of the runtime in the kernel log, with `: ` behind it.
    package var logTag = "sched_variant"
    /// What a line in the kernel log begins with, after the time stamp.
    package var logPrefix: String { logTag + ": " }
    /// The word on the kernel's command line that keeps every variant out.
    package var offSwitch = "sched_variant=off"
    /// Precedes a digest in the name below /sys/kernel of constants that outlast their module.
    package var lastingPrefix = "sched_variant_constants_"
    /// Names of the functions that the module calls around a switch.
    package var hooks = Hooks()
    /// Names of the files by which the module tells its state.
    package var sysfs = SysfsFiles()

    /// Functions that a variant may define: both, or none.
    package struct Hooks: Sendable, Equatable {
        /// Runs before the switch to the variant, and may refuse it.
        package var load = "sched_variant_load"
        /// Runs after the switch away from the variant, or when the switch failed.
        package var unload = "sched_variant_unload"
        /// In the order in which they run.
        package var all: [String] { [load, unload] }
    }

    /// What the runtime shows of the one inserted variant. Of the last switch:
    /// `transition` to `blocker`. Times are in nanoseconds.
    package struct SysfsFiles: Sendable, Equatable {
        /// Below /sys/kernel.
        package var directory = "sched_variant"
        /// The variant's name, without a prefix.
        package var name = "name"
        /// The variant's version, as its manifest gives it.
        package var version = "version"
        /// As /sys/module names it.
        package var module = "module"
        /// The build id of the vmlinux that the variant was built for, in lower-case
        /// hexadecimal.
        package var buildID = "build_id"
        /// A `VariantState`.
        package var state = "state"
        /// 1 while the variant's scheduler runs. Writing 0 or 1 switches.
        package var enabled = "enabled"
        /// How many functions of vmlinux lead to the variant.
        package var redirects = "redirects"
        /// Context switches that the variant's `__schedule()` has decided.
        package var switches = "switches"
        /// A `TransitionDirection`.
        package var transition = "transition"
        /// How often the switch was tried, the last time included.
        package var attempts = "attempts"
        /// How many CPUs were online, and thus stopped.
        package var cpus = "cpus"
        /// Threads whose stacks were checked.
        package var threads = "threads"
        /// Tasks that changed from one scheduler's run queues to the other's.
        package var moved = "moved"
        /// How often all CPUs were stopped, gates included. 0: a task was in the way.
        package var stops = "stops"
        /// Before the last attempt's stop: looking at the stacks of all threads.
        package var look = "look_ns"
        /// How long all CPUs were stopped by the last attempt; 0: not at all.
        package var stop = "stop_ns"
        /// Of `stop`, the runtime's handler.
        package var handler = "handler_ns"
        /// Of `handler`, checking stacks.
        package var stackCheck = "stack_check_ns"
        /// Of `handler`, writing vmlinux's text and tables.
        package var write = "write_ns"
        /// From the first attempt to the last, preparations included.
        package var total = "total_ns"
        /// 1 when system calls were held back.
        package var gated = "gated"
        /// The task that was in the way, and where; empty when none was.
        package var blocker = "blocker"

        /// Absolute path of the directory that holds the files.
        package var path: FilePath { FilePath("/sys/kernel").appending(directory) }
    }
}

/// Which scheduler runs while a variant's module is inserted.
package enum VariantState: String, Sendable, CaseIterable {
    /// The variant's.
    case loaded
    /// The kernel's own.
    case unloaded
}

/// To the variant's scheduler, or back to the kernel's own.
package enum TransitionDirection: String, Sendable, Codable, CaseIterable {
    case load, unload
}

/// Symbols that Swift and the runtime both name.
extension RuntimeContract {
    /// Stands for `switch_to()` in the variant's code.
    package var switchFunction: String { runtimePrefix + "switch" }
    /// Where vmlinux's `__schedule()` is led to.
    package var scheduleThunk: String { runtimePrefix + "schedule_thunk" }
    /// First byte of the variant's own code.
    package var textStart: String { runtimePrefix + "text_start" }
    /// First byte behind the variant's own code.
    package var textEnd: String { runtimePrefix + "text_end" }
    /// First byte of the constants that outlast the module (recipes/runtime/lasting.c);
    /// `_end` is added for the first byte behind them.
    package var lastingConstants: String { runtimePrefix + "lasting" }
    /// The list of what refers to them; `_end` likewise.
    package var lastingPlaces: String { runtimePrefix + "lasting_places" }
    /// Symbols that the variant's code may refer to.
    package var providedSymbols: Set<String> { [switchFunction, Self.thisModule] }

    /// What kbuild adds to each module.
    private static let thisModule = "__this_module"

    /// Whether the runtime, its generated tables or kbuild define `symbol`.
    package func isModuleSymbol(_ symbol: String) -> Bool {
        symbol.hasPrefix(runtimePrefix) || symbol == Self.thisModule
    }
}

/// Names that the kernel's source gives.
extension RuntimeContract {
    /// Exported by every kernel, and so by all that a module can be loaded into: its
    /// other addresses of vmlinux are counted from it.
    package static let anchor = "schedule"
    /// Functions that the runtime calls on both sides, vmlinux's and the variant's,
    /// when it moves tasks.
    package static let schedOps = ["update_rq_clock"]
    /// All functions of the variant that the runtime calls by name.
    package static let entries = ["__schedule"] + schedOps
    /// One more of each, of kernels with deadline servers (6.8 and later).
    package static let serverEntry = "dl_server_stop"
    /// And one of kernels that delay the dequeueing of groups (6.12 and later).
    package static let throttleEntry = "unthrottle_cfs_rq"
    /// The variables behind `sched_feat()` (kernel/sched/features.h): a variant
    /// owns all of them or none, as their elements belong together.
    package static let featureVariables = [
        "sched_feat_names", "sched_feat_keys", "sysctl_sched_features",
    ]
    /// The same, as hints write them.
    package static let featureList = featureVariables.map { "`\($0)`" }.joined(separator: ", ")

    /// - Parameter hasServers: whether vmlinux has deadline servers.
    package static func entries(hasServers: Bool) -> [String] {
        entries + (hasServers ? [serverEntry, throttleEntry] : [])
    }
}

extension VariantName {
    /// The kernel module's name as `/sys/module` shows it: every byte that C
    /// does not allow in an identifier becomes `_`, as kbuild does with `-`.
    package var moduleName: String {
        RuntimeContract.current.modulePrefix
            + rawValue.map { ".+-".contains($0) ? "_" : String($0) }.joined()
    }
}
