// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// One of a variant's parameters: a scheduler feature or a sysctl.
package struct Setting: Sendable, Codable, Hashable, CustomStringConvertible {
    /// Which of the kernel's two sorts of setting it is.
    package enum Kind: String, Sendable, Codable { case feature, sysctl }

    /// Decides the file and how the value in it is read.
    package var kind: Kind
    /// The feature without `NO_`, or the sysctl in dotted form.
    package var name: String
    /// What is written to the file: `NO_LB_MIN`, `LB_MIN`, `950000`.
    package var value: String

    /// - Parameter token: as written to the features file; `NO_` clears.
    package static func feature(_ token: String) -> Setting {
        let name = token.hasPrefix("NO_") ? String(token.dropFirst(3)) : token
        return Setting(kind: .feature, name: name, value: token)
    }

    /// - Parameter name: in dotted form, such as `kernel.sched_rt_runtime_us`.
    package static func sysctl(_ name: String, _ value: String) -> Setting {
        Setting(kind: .sysctl, name: name, value: value)
    }

    /// Features in the manifest's order, then sysctls by name.
    package static func all(_ parameters: VariantRecord.Parameters) -> [Setting] {
        parameters.schedFeatures.map { .feature($0) }
            + parameters.sysctl.sorted { $0.key < $1.key }.map { .sysctl($0.key, $0.value) }
    }

    /// Where it is read and written. A sysctl's name cannot lead out of
    /// /proc/sys: dots separate, and a part with a slash is dropped.
    package var file: FilePath {
        switch kind {
        case .feature: Self.featuresFile
        case .sysctl:
            FilePath("/proc/sys").appending(
                name.split(separator: ".").compactMap { FilePath.Component(String($0)) })
        }
    }

    static let featuresFile: FilePath = "/sys/kernel/debug/sched/features"

    package var description: String {
        kind == .feature ? "sched feature \(value)" : "\(name) = \(value)"
    }

    /// The same setting with another value.
    func with(_ value: String) -> Setting { Setting(kind: kind, name: name, value: value) }

    /// Its value now, in the form that can be written back, or nil when the
    /// kernel does not have it.
    func current(_ root: HostRoot) -> String? {
        guard let text = root.textIfReadable(file) else { return nil }
        if kind == .sysctl { return text }
        return text.split(separator: " ").first { $0 == name || $0 == "NO_" + name }
            .map { String($0) }
    }

    /// Whether the file is there. A feature itself may come with the variant.
    func isReachable(_ root: HostRoot) -> Bool {
        root.exists(file) && !root.isDirectory(file)
    }
}
