// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

// What gcc did, and a published boundary.
extension BoundaryText {
    /// Functions whose symbol has a suffix of gcc's: their calling convention may
    /// not be the source's.
    var mangled: [String] {
        let files = Set(boundary.files)
        let found = boundary.functions.filter { function in
            guard let symbol = function.symbol, files.contains(function.file) else { return false }
            return symbol != function.name && symbol.contains(".")
        }
        guard !found.isEmpty else { return [] }
        let parts: [(String, [Boundary.Function])] = [
            ("redirected, since the recipe allows it", found.filter { $0.siteOffset != nil }),
            ("kept", found.filter { $0.class == .kept }),
            (
                "others, called from inside only",
                found.filter {
                    $0.siteOffset == nil && $0.class != .kept
                }
            ),
        ]
        return ["Renamed by gcc (\(found.count))"]
            + parts.filter { !$0.1.isEmpty }.flatMap { title, functions in
                ["  \(title) (\(functions.count)):"] + names(functions)
            }
    }

    /// Functions that the linker or the compiler gave one entry.
    var folded: [String] {
        let coded = boundary.functions.filter { $0.symbol != nil }
        let twins = Dictionary(grouping: coded, by: \.address).values
            .filter { Set($0.map(\.name)).count > 1 && $0.contains { $0.class != .outsider } }
        guard !twins.isEmpty else { return [] }
        let groups = twins.map { Set($0.map(\.name)).sorted().joined(separator: " = ") }.sorted()
        return ["Folded: identical code behind one entry (\(groups.count))"]
            + TextLines.wrapped(groups, separator: "; ", width: width, indent: 4)
    }

    // MARK: A published boundary

    var listed: [String] {
        guard let listed = boundary.listed else { return [] }
        let outcomes = ListedBoundary.Outcome.allCases
        let rows = listed.keys.map { key in
            [key]
                + outcomes.map { outcome in
                    let count = listed.count(key, outcome)
                    return count == 0 ? "·" : "\(count)"
                }
        }
        let table = Columns.lines(
            [["key"] + outcomes.map(\.rawValue)] + rows, right: Set(1...outcomes.count))
        return ["Listed in \(listed.source)"] + table.map { "  " + $0 } + differences(listed)
            + unlisted(listed)
    }

    /// In short, for a plan.
    package static func steps(_ listed: ListedBoundary, _ kernel: KernelRelease) -> [String] {
        func names(_ outcome: ListedBoundary.Outcome) -> [String] {
            listed.items.filter { $0.finding.outcome == outcome }.map(\.name)
        }
        func text(_ names: [String]) -> String {
            names.isEmpty ? "" : ": " + names.joined(separator: ", ")
        }
        let taken = listed.keys.compactMap { key -> String? in
            let count = listed.count(key, .taken)
            return count == 0 ? nil : "\(count) of \(key)"
        }
        let (otherwise, absent) = (names(.otherwise), names(.absent))
        return [
            "of \(listed.source) take \(taken.joined(separator: ", ")); \(names(.same).count) entries are computed the same",
            "compute \(otherwise.count) otherwise\(text(otherwise))",
            "leave out \(absent.count) that \(kernel) does not have\(text(absent))",
            "redirect \(listed.unlisted.count) interfaces that are computed, but not listed; `sched boundary` names them",
        ]
    }

    private func differences(_ listed: ListedBoundary) -> [String] {
        [
            (ListedBoundary.Outcome.otherwise, "Computed otherwise; what is computed holds"),
            (.absent, "Not in this kernel"),
        ].flatMap { outcome, title -> [String] in
            let items = listed.items.filter { $0.finding.outcome == outcome }
            guard !items.isEmpty else { return [] }
            let rows = items.map { ["\($0.line)", $0.name, $0.finding.sentence] }
            return ["  \(title) (line, name, finding):"]
                + rowsWithText(rows, right: [0])
        }
    }

    private func unlisted(_ listed: ListedBoundary) -> [String] {
        guard !listed.unlisted.isEmpty else { return [] }
        return ["  Interfaces that it does not list (\(listed.unlisted.count)):"]
            + TextLines.wrapped(listed.unlisted, width: width, indent: 4)
    }
}
