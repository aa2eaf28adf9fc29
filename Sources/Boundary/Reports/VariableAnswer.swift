// SPDX-License-Identifier: Apache-2.0
import Kernel
import Support

/// What `sched why` says of a variable: whose it is, and who uses it on which
/// side of the boundary.
package struct VariableAnswer: Sendable {
    /// The kernel for which the answer holds.
    package var kernel: Boundary.Kernel
    /// What was asked for.
    package var name: String
    /// Static variables of several files may have the name.
    package var variables: [Match]

    /// One variable of that name.
    package struct Match: Sendable {
        /// What the boundary has of it, users outside included.
        package var variable: Boundary.Variable
        /// Functions of the boundary that use it, sorted.
        package var insideUsers: [String]
    }

    /// Source names and ELF symbols are looked at.
    package init(_ name: String, in boundary: Boundary, _ facts: KernelFacts) {
        kernel = boundary.kernel
        self.name = name
        let replaced = boundary.replacedEntries
        variables = boundary.variables.filter { $0.name == name || $0.symbol == name }.map { item in
            let users = facts.variableUses.filter {
                $0.variable == item.address && replaced.contains($0.sourceAddress)
                    && !boundary.schedulePoints.stayingCode.contains($0.address)
            }
            return Match(variable: item, insideUsers: Set(users.map(\.source)).sorted())
        }
    }

    /// For a terminal: a paragraph for each variable, then the kernel.
    package var text: String {
        variables.map { $0.text.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n(\(kernel.release), build id \(kernel.buildID))"
    }
}

extension VariableAnswer.Match {
    var text: [String] {
        let reason = variable.reason.map { " (\($0.rawValue))" } ?? ""
        let perCPU = variable.isPerCPU ? "per CPU, offset" : "at"
        let address = String(variable.address, radix: 16)
        var lines = [
            "\(variable.name) is \(variable.class.rawValue)\(reason): \(variable.class.meaning)",
            "  defined at   \(variable.file):\(variable.line), compiled in \(variable.unit)",
            "  in vmlinux   \(variable.symbol) \(perCPU) 0x\(address), \(variable.size) bytes, \(variable.section)",
        ]
        if let unsafe = variable.unsafe { lines.append("  unsafe       \(unsafe)") }
        let outside = variable.outsideUsers
        lines += Self.list("used outside (\(outside.count))", outside.map(\.sentence.full))
        lines += Self.list("used inside (\(insideUsers.count))", insideUsers)
        return lines
    }

    /// That nobody uses it is an answer, too.
    private static func list(_ title: String, _ items: [String]) -> [String] {
        items.isEmpty ? ["  \(title)"] : AnswerText.list(title, items)
    }
}

extension VariableAnswer: Encodable {
    private struct Document: Encodable {
        var schema = 1
        var kernel: Boundary.Kernel
        var name: String
        var variables: [Match]

        struct Match: Encodable {
            var variable: BoundaryDocument.Variable
            var insideUsers: [String]
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let variables = variables.map {
            Document.Match(variable: .init($0.variable), insideUsers: $0.insideUsers)
        }
        try Document(kernel: kernel, name: name, variables: variables).encode(to: encoder)
    }
}
