// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// The variant whose module is in the kernel, as the kernel-side runtime shows
/// it in sysfs (`RuntimeContract.SysfsFiles`; one at most). That directory alone says
/// which scheduler runs; no file of ours does.
package struct LoadedVariant: Sendable, Equatable {
    /// Which scheduler runs: the contract's own type.
    package typealias State = VariantState

    /// The last switch, in either direction. Times in nanoseconds.
    package struct Transition: Sendable, Equatable, Codable {
        /// Which way a switch went: the contract's own type.
        package typealias Direction = TransitionDirection
        /// To the variant, or back to the kernel's own scheduler.
        package var direction: Direction
        /// How often the kernel tried in the call that succeeded.
        package var attempts: Int
        /// How many CPUs were online, and thus stopped.
        package var cpus: Int
        /// Threads whose stacks were looked at.
        package var threads: Int
        /// Before the stop, looking at the stacks while the machine runs; nil where a
        /// runtime from before that is in the kernel.
        package var look: UInt64?
        /// All CPUs stood still for this long.
        package var stop: UInt64
        /// Of that, the handler that switches.
        package var handler: UInt64
        /// Of that, looking at the stacks.
        package var stackCheck: UInt64
        /// From the request to its end, preparations included.
        package var total: UInt64
    }

    /// Of the one variant whose module is inserted.
    package var name: VariantName
    /// As the manifest gave it when the module was built.
    package var version: String
    /// Of the package that it was loaded from, as the copy of its files has it: the one
    /// thing here that the kernel does not tell. Nil when it is not known.
    package var content: Digest?
    /// As /sys/module names it.
    package var module: String
    /// Which scheduler runs; the module may be inserted without being switched to.
    package var state: State
    /// Of the vmlinux for which the module was built.
    package var buildID: BuildID
    /// nil before the first switch.
    package var transition: Transition?
    /// Which task in which function was last in the way; nil when none was.
    package var blocker: String?

    static let directory = RuntimeContract.current.sysfs.path
    /// Holds 1 while the variant's scheduler runs; writing 0 or 1 switches.
    package static let enabledFile = directory.appending(RuntimeContract.current.sysfs.enabled)

    /// The variant in the kernel, or nil when there is none.
    ///
    /// - Throws: `HostError.damaged` when a file has no known form.
    package static func read(
        _ root: HostRoot = .running,
        sysfs: RuntimeContract.SysfsFiles = RuntimeContract.current.sysfs
    ) throws -> LoadedVariant? {
        guard root.isDirectory(sysfs.path) else { return nil }
        let files = SysfsReader(root: root, sysfs: sysfs)
        let blocker = root.textIfReadable(sysfs.path.appending(sysfs.blocker)) ?? ""
        var loaded = LoadedVariant(
            name: try files.value(sysfs.name, VariantName.init),
            version: try files.text(sysfs.version),
            module: try files.text(sysfs.module),
            state: try files.value(sysfs.state, State.init(rawValue:)),
            buildID: BuildID(hex: try files.text(sysfs.buildID)),
            transition: try files.transition(), blocker: blocker.isEmpty ? nil : blocker)
        loaded.content = LoadedCopies(root: root).current(loaded)?.record.content
        return loaded
    }

    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(name) \(version)" }

    /// Whether its scheduler runs and is that of the package, as far as can be known: its
    /// content is known to root alone.
    package func isLoaded(from record: VariantRecord) -> Bool {
        state == .loaded && name == record.name && version == record.version
            && (content == nil || content == record.content)
    }

    /// Which scheduler runs.
    package var scheduler: SchedulerState {
        state == .loaded ? .variant(name, version: version, content: content) : .stock
    }
}

/// The runtime's files in the tree of one host.
private struct SysfsReader {
    let root: HostRoot
    let sysfs: RuntimeContract.SysfsFiles

    func text(_ name: String) throws -> String { try root.text(sysfs.path.appending(name)) }

    func value<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
        let text = try text(name)
        guard let value = parse(text) else {
            throw HostError.damaged(
                root.path(sysfs.path.appending(name)), "unexpected text `\(text)`")
        }
        return value
    }

    func number<Value: FixedWidthInteger>(_ name: String) throws -> Value {
        try value(name) { Value($0) }
    }

    func numberIfThere<Value: FixedWidthInteger>(_ name: String) throws -> Value? {
        root.exists(sysfs.path.appending(name)) ? try number(name) : nil
    }

    /// nil before the first switch.
    func transition() throws -> LoadedVariant.Transition? {
        let path = sysfs.path.appending(sysfs.transition)
        if (root.textIfReadable(path) ?? "").isEmpty { return nil }
        return LoadedVariant.Transition(
            direction: try value(sysfs.transition, TransitionDirection.init(rawValue:)),
            attempts: try number(sysfs.attempts), cpus: try number(sysfs.cpus),
            threads: try number(sysfs.threads), look: try numberIfThere(sysfs.look),
            stop: try number(sysfs.stop),
            handler: try number(sysfs.handler), stackCheck: try number(sysfs.stackCheck),
            total: try number(sysfs.total))
    }
}
