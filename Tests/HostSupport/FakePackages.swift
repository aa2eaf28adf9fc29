// SPDX-License-Identifier: Apache-2.0
import Host
import Packaging
import RPM
import Support
import Synchronization
import SystemPackage

/// A database of packages in memory. Their files are real RPM files; what they
/// hold is put below the fake host's root.
package final class FakePackages: PackageDatabase {
    package struct State {
        package var installed: [RPMPackage] = []
        /// Each transaction, in a line.
        package var log: [String] = []
        /// What the next transactions fail with.
        package var failures: [RPMError] = []
    }

    private let host: FakeHost
    private let state = Mutex(State())

    package init(_ host: FakeHost) { self.host = host }

    package func with<Value: Sendable>(
        _ body: (inout sending State) -> sending Value
    ) -> Value {
        state.withLock { body(&$0) }
    }

    package var log: [String] { with { $0.log } }

    /// Names and versions, sorted.
    package var titles: [String] {
        with { $0.installed.map { "\($0.nevra.name) \($0.nevra.version)" }.sorted() }
    }

    package func installed(named name: String) throws -> [RPMPackage] {
        with { $0.installed.filter { $0.nevra.name == name } }
            .sorted { $0.nevra.isOlder(than: $1.nevra) }
    }

    package func installedVariants() throws -> [RPMPackage] {
        with { $0.installed.filter { $0.nevra.name.hasPrefix("scheduler-") } }
    }

    package func run(_ changes: [RPMChange]) throws {
        let failure: RPMError? = state.withLock {
            $0.failures.isEmpty ? nil : $0.failures.removeFirst()
        }
        if let failure { throw failure }
        // As librpm: what is new first.
        for change in changes { if case .erase(let nevra) = change { try erase(nevra) } }
        for change in changes { if case .install(let file) = change { try install(file) } }
        with { [line = changes.map(Self.word).joined(separator: ", ")] in $0.log.append(line) }
    }

    private static func word(_ change: RPMChange) -> String {
        switch change {
        case .install(let file):
            let nevra = (try? RPMPackageFile(file).package.nevra.description) ?? file.string
            return "install \(nevra)"
        case .erase(let nevra): return "erase \(nevra)"
        default: return "\(change)"
        }
    }

    private func install(_ file: FilePath) throws {
        let opened = try RPMPackageFile(file)
        // A package lists its directory, too.
        for (path, bytes) in try opened.contents(where: { FilePath($0).extension != nil }) {
            let target = host.root.path(FilePath(path))
            try Files.createDirectory(target.removingLastComponent())
            try Files.write(bytes, to: target)
        }
        with { [package = opened.package] in $0.installed.append(package) }
    }

    private func erase(_ nevra: NEVRA) throws {
        let package = with { state in
            let found = state.installed.first { $0.nevra == nevra }
            state.installed.removeAll { $0.nevra == nevra }
            return found
        }
        guard let package else { throw RPMError.notInstalled("\(nevra)") }
        for path in package.files where !host.root.isDirectory(FilePath(path)) {
            try host.remove(FilePath(path))
        }
    }
}
