// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

extension BoundaryText {
    /// How many of each class; of the shared ones those that a person may want to
    /// make private and cannot, with their first user; the private ones by reason.
    var variables: [String] {
        let shared = boundary.variables.filter { $0.class == .shared }
        let used = shared.filter(\.isUsedOutside)
        let notable = used.filter(Self.isNotable)
        let perCPU = boundary.variables.count(where: \.isPerCPU)
        return ["Variables (\(boundary.variables.count), \(perCPU) of them per CPU)"]
            + rowsWithText([
                [
                    "shared (\(shared.count)):",
                    "the module uses vmlinux's. Code outside the boundary uses \(used.count) of them, too"
                        + (notable.isEmpty
                            ? "" : "; a variant cannot own these (--json has all users):"),
                ]
            ]) + users(of: notable)
            + owned(.private, "the variant has its own, as recipe or manifest says")
            + owned(.privateByNecessity, "the variant has its own in any case")
    }

    /// Neither gcc's and the macros' own names, nor what only tables point at.
    private static func isNotable(_ variable: Boundary.Variable) -> Bool {
        variable.file.hasSuffix(".c") && !variable.name.hasPrefix("__")
            && variable.outsideUsers.contains { !$0.isAtBoot && $0.kind != .addressInData }
    }

    private func users(of variables: [Boundary.Variable]) -> [String] {
        let sorted = variables.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
        let column = min(sorted.map(\.symbol.count).max() ?? 0, 32)
        return sorted.map { variable in
            let name = variable.symbol
            let start =
                "    " + name + String(repeating: " ", count: max(0, column - name.count)) + "  "
            return start
                + Self.first(
                    variable.outsideUsers.filter { !$0.isAtBoot }.map(\.sentence),
                    room: width - start.count)
        }
    }

    private func owned(_ kind: Boundary.VariableClass, _ meaning: String) -> [String] {
        let variables = boundary.variables.filter { $0.class == kind }
        let reasons = Dictionary(grouping: variables) { $0.reason?.title ?? "" }
        return ["  \(kind.rawValue) (\(variables.count)): \(meaning)"]
            + reasons.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }
            .flatMap { reason, members in
                ["    \(reason) (\(members.count)):"]
                    + TextLines.wrapped(
                        Self.counted(members.map(\.name)), width: width, indent: 6)
            } + users(of: variables.filter { $0.isUsedOutside && $0.unsafe != nil })
    }

    /// `__already_done ×38` for what stands often, the most frequent last.
    private static func counted(_ names: [String]) -> [String] {
        Dictionary(grouping: names) { $0 }.map { ($0.key, $0.value.count) }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
            .map { $0.1 == 1 ? $0.0 : "\($0.0) ×\($0.1)" }
    }
}
