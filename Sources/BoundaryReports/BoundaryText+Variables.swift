// SPDX-License-Identifier: Apache-2.0
public import SchedModel

extension BoundaryText {
    /// How many of each class; of the shared ones those that a person may want to
    /// make private and cannot, with their first user; every private one.
    var variables: [String] {
        let shared = boundary.variables.filter { $0.class == .shared }
        let used = shared.filter(\.isUsedOutside)
        let named = used.filter(Self.isNotable)
        let perCPU = boundary.variables.count(where: \.isPerCPU)
        return [
            "Variables (\(boundary.variables.count), \(perCPU) of them per CPU)",
            "  shared (\(shared.count)): the module uses vmlinux's; \(used.count) are used outside the boundary too (--json lists them); of these variables of the source",
        ] + rows(named, \.firstUser)
            + owned(.private, "the variant has its own, as recipe or manifest says")
            + owned(.privateByNecessity, "the variant has its own in any case")
    }

    /// Neither gcc's and the macros' own names, nor what only tables point at.
    private static func isNotable(_ variable: Boundary.Variable) -> Bool {
        variable.file.hasSuffix(".c") && !variable.name.hasPrefix("__")
            && variable.outsideUsers.contains { !$0.isAtBoot && $0.how != .addressInData }
    }

    private func owned(_ kind: Boundary.VariableClass, _ meaning: String) -> [String] {
        let variables = boundary.variables.filter { $0.class == kind }
        return ["  \(kind.rawValue) (\(variables.count)): \(meaning)"]
            + rows(variables) { variable in
                let outside = variable.isUsedOutside ? "; " + variable.firstUser : ""
                return (variable.reason ?? "") + outside
            }
    }

    private func rows(
        _ variables: [Boundary.Variable], _ text: (Boundary.Variable) -> String
    ) -> [String] {
        let rows = variables.sorted { ($0.file, $0.line) < ($1.file, $1.line) }.map {
            ["\($0.file):\($0.line)", $0.symbol, text($0)]
        }
        return Columns.lines(rows).map { "    " + $0 }
    }
}

extension Boundary.Variable {
    /// While a variant is loaded.
    public var isUsedOutside: Bool { outsideUsers.contains { !$0.isAtBoot } }

    /// The first user's sentence, and how many more there are.
    var firstUser: String {
        let users = outsideUsers.filter { !$0.isAtBoot }
        guard let first = users.first else { return "" }
        return users.count == 1 ? first.sentence : "\(first.sentence) (+\(users.count - 1))"
    }
}
