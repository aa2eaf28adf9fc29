// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// What `sched why` says: every function of a name, its class, and everything
/// that refers to it.
package struct FunctionAnswer: Sendable, Codable {
    package var schema = 1
    package var kernel: Boundary.Kernel
    /// What was asked for.
    package var name: String
    package var matches: [Match]

    package struct Match: Sendable, Codable {
        package var function: Boundary.Function
        /// Other ELF symbols at the entry.
        package var aliases: [String]
        /// Whether the entry is overwritten with a jump to the module.
        package var isRedirected: Bool
        package var uses: [FunctionUse]
        /// Functions that contain a copy of it.
        package var inlinedInto: [String]
    }

    /// Source names, ELF symbols and aliases are looked at.
    package init(_ name: String, in boundary: Boundary, _ index: UseIndex) {
        kernel = boundary.kernel
        self.name = name
        let redirected = Set(boundary.redirects)
        matches = boundary.functions.compactMap { function in
            let aliases = index.aliases(of: function)
            guard ([function.name, function.symbol] + aliases).contains(name) else { return nil }
            return Match(
                function: function, aliases: aliases,
                isRedirected: function.siteOffset != nil
                    && redirected.contains(function.symbol ?? ""),
                uses: index.uses(of: function), inlinedInto: index.inlinedInto(function))
        }
    }

    package var text: String {
        matches.map { $0.text.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n(\(kernel.release), build id \(kernel.buildID))"
    }
}

extension FunctionAnswer.Match {
    /// As many uses of one sort are listed; `--json` has them all.
    static let limit = 40

    var text: [String] {
        let symbol = function.symbol.map { $0 == function.name ? "" : " [\($0)]" } ?? ""
        var lines = [
            "\(function.name)\(symbol) is \(function.class.title): \(function.class.meaning)",
            "  defined at   \(function.file):\(function.line), compiled in \(function.unit)",
        ]
        if !aliases.isEmpty { lines.append("  also named   " + aliases.joined(separator: ", ")) }
        if function.symbol != nil {
            let position = function.sympos == 0 ? "global" : "sympos \(function.sympos)"
            lines.append(
                "  in vmlinux   0x\(String(function.address, radix: 16)), \(function.size) bytes, \(position)"
            )
        }
        lines.append("  redirected   " + redirection)
        lines += listing("because", function.evidence)
        let (outside, inside) = (uses.filter { !$0.isInside }, uses.filter(\.isInside))
        lines += listing("from outside (\(outside.count))", outside.map(\.sentence))
        lines += listing("from inside (\(inside.count))", inside.map(\.sentence))
        lines += listing("inlined into (\(inlinedInto.count))", inlinedInto)
        return lines
    }

    private var redirection: String {
        guard isRedirected, let offset = function.siteOffset else { return "no" }
        let site = String(function.address + UInt64(offset), radix: 16)
        return "yes, at 0x\(site) (entry + \(offset))"
    }

    private func listing(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        var lines = ["  \(title):"] + items.prefix(Self.limit).map { "    \($0)" }
        if items.count > Self.limit {
            lines.append("    and \(items.count - Self.limit) more (--json has all)")
        }
        return lines
    }
}

extension Boundary.FunctionClass {
    /// With its article, for a sentence.
    var title: String {
        switch self {
        case .interface: "an interface"
        case .callback: "a callback"
        case .insider: "an insider"
        case .outsider: "an outsider"
        case .sidecar: "a sidecar"
        case .`init`: "init code"
        case .kept: "kept"
        case .optimisedAway: "optimised away"
        }
    }

    package var meaning: String {
        switch self {
        case .interface: "called from outside, so its entry is redirected"
        case .callback: "its address is stored, so its entry is redirected"
        case .insider: "reached only through the boundary; replaced without a redirect"
        case .outsider: "outside the boundary; stays vmlinux's"
        case .sidecar: "outside the boundary, replaced because the manifest says so"
        case .`init`: "runs at boot only; the module does without it"
        case .kept: "its file is inside, but it stays vmlinux's"
        case .optimisedAway: "vmlinux has no function of it any more"
        }
    }
}
