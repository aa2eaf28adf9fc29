// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

/// The variant whose module is in the kernel, as the kernel-side runtime shows
/// it in /sys/kernel/sched_variant/ (one at most). That folder alone says which
/// scheduler runs; no file of ours does.
package struct LoadedVariant: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Its scheduler runs.
        case loaded
        /// Its module is there, but the kernel's own scheduler runs.
        case unloaded
    }

    /// The last switch, in either direction. Times in nanoseconds.
    package struct Transition: Sendable, Equatable, Codable {
        package enum Direction: String, Sendable, Codable { case load, unload }
        package var direction: Direction
        /// How often the kernel tried in the call that succeeded.
        package var attempts: Int
        package var cpus: Int
        /// Threads whose stacks were looked at.
        package var threads: Int
        /// All CPUs stood still for this long.
        package var stop: UInt64
        /// Of that, the handler that switches.
        package var handler: UInt64
        /// Of that, looking at the stacks.
        package var stackCheck: UInt64
        /// From the request to its end, preparations included.
        package var total: UInt64
    }

    package var name: VariantName
    package var version: String
    /// As /sys/module names it.
    package var module: String
    package var state: State
    package var buildID: BuildID
    /// nil before the first switch.
    package var transition: Transition?
    /// Which task in which function was last in the way; nil when none was.
    package var blocker: String?

    static let folder: FilePath = "/sys/kernel/sched_variant"
    static let enabledFile = folder.appending("enabled")

    /// The variant in the kernel, or nil when there is none.
    ///
    /// - Throws: `HostError.damaged` when a file has no known form.
    package static func read(_ root: HostRoot = .running) throws -> LoadedVariant? {
        guard root.isDirectory(folder) else { return nil }
        let name = try field("name", root)
        guard let name = VariantName(name) else { throw unknown("name", name, root) }
        let state = try field("state", root)
        guard let state = State(rawValue: state) else { throw unknown("state", state, root) }
        let blocker = root.textIfReadable(folder.appending("blocker")) ?? ""
        return LoadedVariant(
            name: name, version: try field("version", root), module: try field("module", root),
            state: state, buildID: BuildID(hex: try field("build_id", root)),
            transition: try Transition(root), blocker: blocker.isEmpty ? nil : blocker)
    }

    static func field(_ name: String, _ root: HostRoot) throws -> String {
        try root.text(folder.appending(name))
    }

    static func unknown(_ name: String, _ text: String, _ root: HostRoot) -> HostError {
        .damaged(root.path(folder.appending(name)), "unexpected text `\(text)`")
    }

    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(name) \(version)" }
}

extension LoadedVariant.Transition {
    fileprivate init?(_ root: HostRoot) throws {
        typealias Variant = LoadedVariant
        let text = root.textIfReadable(Variant.folder.appending("transition")) ?? ""
        if text.isEmpty { return nil }
        guard let direction = Direction(rawValue: text) else {
            throw Variant.unknown("transition", text, root)
        }
        func number<Value: FixedWidthInteger>(_ name: String) throws -> Value {
            let text = try Variant.field(name, root)
            guard let value = Value(text) else { throw Variant.unknown(name, text, root) }
            return value
        }
        self.init(
            direction: direction, attempts: try number("attempts"), cpus: try number("cpus"),
            threads: try number("threads"), stop: try number("stop_ns"),
            handler: try number("handler_ns"), stackCheck: try number("stack_check_ns"),
            total: try number("total_ns"))
    }
}
