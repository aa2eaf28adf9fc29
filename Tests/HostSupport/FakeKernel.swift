// SPDX-License-Identifier: Apache-2.0
import Synchronization
import SystemPackage
import Contract
@testable import Host
import Packaging
import Support

/// A kernel behind `KernelCalls`: it keeps the fake tree's sysfs as the
/// kernel-side runtime would, and fails where a test tells it to.
package final class FakeKernel: Sendable {
    package struct State {
        package var log: [String] = []
        package var clock = Duration.zero
        /// What the next calls answer; after that they succeed.
        package var insertFailures: [Errno] = []
        package var disableFailures: [Errno] = []
        package var removeFailures: [Errno] = []
        /// Titles of variants that can never be inserted, and with what.
        package var refused: [String: Errno] = [:]
        package var refusedTokens: Set<String> = []
        package var lastImage: [UInt8] = []
        /// Called when the program waits for a busy kernel.
        package var onPause: (@Sendable () -> Void)?
        /// Called after each change that is told in `log`.
        package var onChange: (@Sendable (String) -> Void)?
    }

    package let host: FakeHost
    package let variants: [UInt8: VariantRecord]
    private let sysfs = RuntimeContract.current.sysfs
    private let state = Mutex(State())

    /// - Parameter variants: by the marker in their module's image.
    package init(_ host: FakeHost, _ variants: [UInt8: VariantRecord]) {
        self.host = host
        self.variants = variants
    }

    package func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
        state.withLock { body(&$0) }
    }

    /// What was done to the kernel, without what failed.
    package var log: [String] { with { $0.log } }
    package var clock: Duration { with { $0.clock } }
    /// Of the image that was inserted last.
    package var lastMarker: UInt8? { with { $0.lastImage.last } }

    package var calls: KernelCalls {
        KernelCalls(
            insert: { self.insert($0) }, remove: { self.remove($0) },
            write: { try self.write($0, $1) }, now: { self.clock },
            pause: { self.pause($0) }, date: { 1_700_000_000 + self.clock.seconds })
    }

    private func pause(_ duration: Duration) {
        with { $0.clock += duration }
        with { $0.onPause }?()
    }

    private func changed(_ what: String) {
        with { $0.log.append(what) }
        with { $0.onChange }?(what)
    }

    private func next(_ list: @Sendable (inout State) -> Errno?) -> Errno? {
        state.withLock { list(&$0) }
    }

    private func insert(_ image: [UInt8]) -> Errno? {
        let record = variants[image.last!]!
        let title = "\(record.name) \(record.version)"
        let failure = next({ $0.insertFailures.popFirst() }) ?? with { $0.refused[title] }
        if let failure {
            try! append("\(RuntimeContract.current.logPrefix)\(title) is in the way of itself")
            return failure
        }
        with { $0.lastImage = image }
        for (file, text) in [
            sysfs.name: record.name.rawValue, sysfs.version: record.version,
            sysfs.module: record.name.moduleName, sysfs.buildID: record.buildID.hex,
            sysfs.blocker: "",
        ] { try! show(file, text) }
        try! transition(.load)
        try! host.put(FilePath("/sys/module/\(record.name.moduleName)/refcnt"), "1")
        changed("insert \(title)")
        return nil
    }

    private func remove(_ module: String) -> Errno? {
        if let failure = next({ $0.removeFailures.popFirst() }) { return failure }
        if (try? host.text(sysfs.path.appending(sysfs.state))) == VariantState.loaded.rawValue {
            return .wouldBlock
        }
        try! host.remove(sysfs.path)
        try! host.remove(FilePath("/sys/module/\(module)"))
        changed("remove \(module)")
        return nil
    }

    private func write(_ text: String, _ path: FilePath) throws {
        if path == host.root.path(LoadedVariant.enabledFile) { return try enable(text, path) }
        if path.lastComponent == "features" { return try feature(text, path) }
        try Files.write((text + "\n").utf8, to: path)
        changed("\(path.lastComponent!) = \(text)")
    }

    private func enable(_ text: String, _ path: FilePath) throws {
        if text == "0", let failure = next({ $0.disableFailures.popFirst() }) {
            try show(sysfs.blocker, "task sleeper:77 in do_nanosleep")
            throw SystemError.file(operation: "write", path: path, errno: failure)
        }
        try transition(text == "1" ? .load : .unload)
        changed("enabled = \(text)")
    }

    private func feature(_ token: String, _ path: FilePath) throws {
        let name = token.hasPrefix("NO_") ? String(token.dropFirst(3)) : token
        let tokens = try host.text("/sys/kernel/debug/sched/features").split(separator: " ")
        guard tokens.contains(where: { $0 == name || $0 == "NO_" + name }),
            !with({ $0.refusedTokens.contains(token) })
        else { throw SystemError.file(operation: "write", path: path, errno: .invalidArgument) }
        let all = tokens.map { $0 == name || $0 == "NO_" + name ? token : String($0) }
        try host.put("/sys/kernel/debug/sched/features", all.joined(separator: " ") + "\n")
        changed(token)
    }

    private func transition(_ direction: TransitionDirection) throws {
        let state = direction == .load ? VariantState.loaded : .unloaded
        for (file, text) in [
            sysfs.state: state.rawValue, sysfs.enabled: state == .loaded ? "1" : "0",
            sysfs.transition: direction.rawValue, sysfs.attempts: "2", sysfs.cpus: "4",
            sysfs.threads: "255", sysfs.look: "1500000", sysfs.stop: "4000000",
            sysfs.handler: "3000000",
            sysfs.stackCheck: "2500000", sysfs.total: "9000000",
        ] { try show(file, text) }
    }

    private func show(_ file: String, _ text: String) throws {
        try host.put(sysfs.path.appending(file), text + "\n")
    }

    private func append(_ message: String) throws {
        let old = try Files.readText(host.root.path("/dev/kmsg"))
        try host.put("/dev/kmsg", old + "6,2,5140900,-;\(message)\n SUBSYSTEM=none\n")
    }
}

extension [Errno] {
    fileprivate mutating func popFirst() -> Errno? { isEmpty ? nil : removeFirst() }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
