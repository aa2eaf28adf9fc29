// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// What sets two variants apart, or one variant and the kernel's own scheduler.
/// `A` and `B` are the sides in the order in which they were named.
public struct VariantDifference: Sendable, Codable, Equatable {
    public var schema = 1
    public var a: Side
    public var b: Side
    /// Why the changed functions are not compared; nil when they are.
    public var functionsUnknown: String?
    public var functions: Split
    /// Scheduler features set after load.
    public var features: Split
    /// As `name = value`.
    public var sysctl: Split
    public var sidecars: Split
    public var privateVariables: Split
    public var files: Split
    /// By content: the same patch under two names is in both.
    public var patches: Split

    public struct Side: Sendable, Codable, Equatable {
        /// `stock`, or the variant's name.
        public var name: String
        public var version: String?
        public var kernel: KernelRelease?
        public var redirects: Int
    }

    /// Sorted; nothing stands twice.
    public struct Split: Sendable, Codable, Equatable {
        public var onlyA: [String]
        public var onlyB: [String]
        public var both: [String]

        init(_ a: [String], _ b: [String]) {
            let (first, second) = (Set(a), Set(b))
            onlyA = first.subtracting(second).sorted()
            onlyB = second.subtracting(first).sorted()
            both = first.intersection(second).sorted()
        }
    }

    /// - Parameters: nil is the kernel's own scheduler, which changes nothing.
    public init(_ a: VariantProfile?, _ b: VariantProfile?) {
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

    public var text: String {
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
