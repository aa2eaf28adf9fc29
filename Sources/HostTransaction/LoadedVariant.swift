// SPDX-License-Identifier: Apache-2.0
public import SchedModel
internal import SystemPackage

/// The variant whose module is in the kernel, as the kernel-side runtime shows
/// it in /sys/kernel/sched_variant/ (one at most). That folder alone says which
/// scheduler runs; no file of ours does.
public struct LoadedVariant: Sendable, Equatable {
    public enum State: String, Sendable {
        /// Its scheduler runs.
        case loaded
        /// Its module is there, but the kernel's own scheduler runs.
        case unloaded
    }

    /// The last switch, in either direction. Times in nanoseconds.
    public struct Transition: Sendable, Equatable, Codable {
        public enum Direction: String, Sendable, Codable { case load, unload }
        public var direction: Direction
        /// How often the kernel tried in the call that succeeded.
        public var attempts: Int
        public var cpus: Int
        /// Threads whose stacks were looked at.
        public var threads: Int
        /// All CPUs stood still for this long.
        public var stop: UInt64
        /// Of that, the handler that switches.
        public var handler: UInt64
        /// Of that, looking at the stacks.
        public var stackCheck: UInt64
        /// From the request to its end, preparations included.
        public var total: UInt64
    }

    public var name: VariantName
    public var version: String
    /// As /sys/module names it.
    public var module: String
    public var state: State
    public var buildID: BuildID
    /// nil before the first switch.
    public var transition: Transition?
    /// Which task in which function was last in the way; nil when none was.
    public var blocker: String?

    static let folder: FilePath = "/sys/kernel/sched_variant"
    static let enabledFile = folder.appending("enabled")

    /// The variant in the kernel, or nil when there is none.
    ///
    /// - Throws: `HostError.damaged` when a file has no known form.
    public static func read(_ root: HostRoot = .running) throws -> LoadedVariant? {
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
    public var title: String { "\(name) \(version)" }
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
