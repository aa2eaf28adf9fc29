// SPDX-License-Identifier: Apache-2.0

/// Known names that resemble a wrong one.
package enum NearNames {
    /// Up to three names, the nearest first: those that differ in at most half
    /// of their characters, counted as insertions, deletions and replacements.
    package static func find(_ name: String, among candidates: some Collection<String>) -> [String]
    {
        let wanted = Array(name.utf8.prefix(80))
        let near = Set(candidates).compactMap { candidate -> (distance: Int, name: String)? in
            let other = Array(candidate.utf8.prefix(80))
            let distance = distance(wanted, other)
            return distance <= max(2, min(wanted.count, other.count) / 2)
                ? (distance, candidate) : nil
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// `did you mean …?`, or nil when nothing is near.
    static func hint(_ name: String, among candidates: some Collection<String>) -> String? {
        let names = find(name, among: candidates).map { "`\($0)`" }
        return names.isEmpty ? nil : "did you mean " + names.joined(separator: " or ") + "?"
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var previous = Array(0...b.count)
        for (row, byte) in a.enumerated() {
            var current = [row + 1]
            for (column, other) in b.enumerated() {
                current.append(
                    min(
                        previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1,
                        current[column] + 1))
            }
            previous = current
        }
        return previous[b.count]
    }
}
