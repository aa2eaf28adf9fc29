// SPDX-License-Identifier: Apache-2.0

/// What recipes/runtime expects of a variant and gives to it.
package enum RuntimeContract {
    package static let entries = [
        "__schedule", "update_rq_clock", "set_rq_online", "set_rq_offline",
    ]
    /// Of kernels that have deadline servers (6.8 and later).
    package static let serverEntry = "dl_server_stop"
    /// The variables that `sched_feat()` is made of (kernel/sched/features.h): a
    /// variant owns all of them or none, as their elements belong together.
    package static let featureVariables = [
        "sched_feat_names", "sched_feat_keys", "sysctl_sched_features",
    ]
    /// Both, or none.
    package static let hooks = [loadHook, unloadHook]
    package static let loadHook = "sched_variant_load"
    package static let unloadHook = "sched_variant_unload"
    package static let providedSymbols: Set<String> = ["variant_switch", "__this_module"]

    /// - Parameter hasServers: whether vmlinux has deadline servers.
    package static func entries(hasServers: Bool) -> [String] {
        entries + (hasServers ? [serverEntry] : [])
    }
}
