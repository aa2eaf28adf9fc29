// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// What `sched why` says of a variable: whose it is, and who uses it on which
/// side of the boundary.
package struct VariableAnswer: Sendable, Codable {
    package var schema = 1
    package var kernel: Boundary.Kernel
    /// What was asked for.
    package var name: String
    package var variables: [Match]

    package struct Match: Sendable, Codable {
        package var variable: Boundary.Variable
        /// Functions of the boundary that use it, sorted; empty without facts.
        package var insideUsers: [String]
    }

    /// Source names and ELF symbols are looked at.
    package init(_ name: String, in boundary: Boundary, _ facts: KernelFacts) {
        kernel = boundary.kernel
        self.name = name
        let replaced = Set(
            boundary.functions.filter { $0.class.isReplaced && $0.symbol != nil }
                .map(\.address))
        variables = boundary.variables.filter { $0.name == name || $0.symbol == name }.map { item in
            let users = facts.variableUses.filter {
                $0.variable == item.address && replaced.contains($0.sourceAddress)
            }
            return Match(variable: item, insideUsers: Set(users.map(\.source)).sorted())
        }
    }

    package var text: String {
        variables.map { $0.text.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n(\(kernel.release), build id \(kernel.buildID))"
    }
}

extension VariableAnswer.Match {
    var text: [String] {
        let reason = variable.reason.map { " (\($0))" } ?? ""
        let perCPU = variable.isPerCPU ? "per CPU, offset" : "at"
        let address = String(variable.address, radix: 16)
        var lines = [
            "\(variable.name) is \(variable.class.rawValue)\(reason): \(variable.class.meaning)",
            "  defined at   \(variable.file):\(variable.line), compiled in \(variable.unit)",
            "  in vmlinux   \(variable.symbol) \(perCPU) 0x\(address), \(variable.size) bytes, \(variable.section)",
        ]
        if let unsafe = variable.unsafe { lines.append("  unsafe       \(unsafe)") }
        let outside = variable.outsideUsers
        lines += Self.listing("used outside (\(outside.count))", outside.map(\.sentence))
        lines += Self.listing("used inside (\(insideUsers.count))", insideUsers)
        return lines
    }

    private static func listing(_ title: String, _ items: [String]) -> [String] {
        let limit = FunctionAnswer.Match.limit
        guard !items.isEmpty else { return ["  \(title)"] }
        var lines = ["  \(title):"] + items.prefix(limit).map { "    \($0)" }
        if items.count > limit {
            lines.append("    and \(items.count - limit) more (--json has all)")
        }
        return lines
    }
}

extension Boundary.VariableClass {
    package var meaning: String {
        switch self {
        case .shared: "the module uses vmlinux's"
        case .private: "the variant has its own; vmlinux's stays as it is meanwhile"
        case .privateByNecessity: "the variant has its own in any case"
        }
    }
}
