// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// What sets two variants apart, or one variant and the kernel's own scheduler.
/// `A` and `B` are the sides in the order in which they were named.
package struct VariantDifference: Sendable, Codable, Equatable {
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = 1
    /// The side that was named first.
    package var a: Side
    /// The side that was named second.
    package var b: Side
    /// Why the changed functions are not compared; nil when they are.
    package var functionsUnknown: String?
    /// Functions whose code differs from the kernel's own.
    package var functions: Split
    /// Scheduler features set after load.
    package var features: Split
    /// As `name = value`.
    package var sysctl: Split
    /// Functions replaced outside the boundary's files.
    package var sidecars: Split
    /// Variables that a side does not share with vmlinux.
    package var privateVariables: Split
    /// Files whose functions are replaced.
    package var files: Split
    /// By content: the same patch under two names is in both.
    package var patches: Split

    /// What was compared.
    package struct Side: Sendable, Codable, Equatable {
        /// `stock`, or the variant's name.
        package var name: String
        /// Nil for stock.
        package var version: String?
        /// The kernel that a variant was built for; nil for stock.
        package var kernel: KernelRelease?
        /// How many entries of vmlinux become jumps; 0 for stock.
        package var redirects: Int
    }

    /// Sorted; nothing stands twice.
    package struct Split: Sendable, Codable, Equatable {
        /// What the first side alone has.
        package var onlyA: [String]
        /// What the second side alone has.
        package var onlyB: [String]
        /// What the sides have in common.
        package var both: [String]

        init(_ a: [String], _ b: [String]) {
            let (first, second) = (Set(a), Set(b))
            onlyA = first.subtracting(second).sorted()
            onlyB = second.subtracting(first).sorted()
            both = first.intersection(second).sorted()
        }
    }

    /// - Parameters: nil is the kernel's own scheduler, which changes nothing.
    package init(_ a: VariantProfile?, _ b: VariantProfile?) {
        self.a = Side(a)
        self.b = Side(b)
        let silent = [a, b].compactMap { $0 }.filter { $0.changedFunctions == nil }
        functionsUnknown =
            silent.isEmpty
            ? nil
            : "the package of \(silent.map(\.title).joined(separator: " and of ")) does not record the functions that it changes"
        func split(_ list: (VariantProfile) -> [String]) -> Split {
            Split(a.map(list) ?? [], b.map(list) ?? [])
        }
        functions = silent.isEmpty ? split { $0.changedFunctions ?? [] } : Split([], [])
        features = split { $0.parameters.schedFeatures }
        sysctl = split { $0.parameters.sysctl.map { "\($0.key) = \($0.value)" } }
        sidecars = split { $0.sidecars.map { "\($0.function) (\($0.file))" } }
        privateVariables = split(\.privateVariables)
        files = split(\.files)
        patches = Self.patches(a?.patches ?? [:], b?.patches ?? [:])
    }

    private static func patches(_ a: [String: Digest], _ b: [String: Digest]) -> Split {
        // The digest decides; the name is A's where both have it.
        let names = Dictionary(
            (a.map { ($0.value, $0.key) } + b.map { ($0.value, $0.key) }),
            uniquingKeysWith: { first, _ in first })
        func titles(_ digests: some Sequence<Digest>) -> [String] {
            digests.map { "\(names[$0] ?? "") (\($0.hex.prefix(12)))" }
        }
        return Split(titles(a.values), titles(b.values))
    }

    /// For a terminal: the sides, then each part that is not empty.
    package var text: String {
        let parts = [
            ("functions changed", functions), ("features set", features), ("sysctl", sysctl),
            ("sidecars", sidecars), ("private variables", privateVariables), ("files", files),
            ("patches", patches),
        ]
        var lines = ["A  \(a.text)", "B  \(b.text)"]
        if let functionsUnknown { lines.append("functions changed: \(functionsUnknown)") }
        for (title, split) in parts where !split.isEmpty {
            lines.append("\(title):")
            lines += Self.lines("only in A", split.onlyA)
            lines += Self.lines("only in B", split.onlyB)
            lines += Self.lines("in both", split.both)
        }
        return lines.joined(separator: "\n")
    }

    private static func lines(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty
            ? [] : ["  \(title) (\(items.count)):"] + items.map { "    \($0)" }
    }
}

extension VariantDifference.Split {
    var isEmpty: Bool { onlyA.isEmpty && onlyB.isEmpty && both.isEmpty }
}

extension VariantDifference.Side {
    init(_ profile: VariantProfile?) {
        self.init(
            name: profile?.name.rawValue ?? "stock", version: profile?.version,
            kernel: profile?.kernel, redirects: profile?.redirects ?? 0)
    }

    var text: String {
        guard let version, let kernel else { return "stock: the kernel's own scheduler" }
        return "\(name) \(version) for \(kernel), \(redirects) redirects"
    }
}
