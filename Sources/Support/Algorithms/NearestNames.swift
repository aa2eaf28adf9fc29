// SPDX-License-Identifier: Apache-2.0

/// Finds the known names that the user most likely meant by a wrong one.
package enum NearestNames {
    /// Up to three candidates, the nearest first: those that differ in at most
    /// half of the shorter name's bytes (one in short names), and those of which
    /// the name is the beginning or that are its beginning. Letter case and
    /// `_`/`-` do not count.
    package static func find(_ name: String, among candidates: some Sequence<String>) -> [String] {
        let wanted = folded(name)
        let near = Set(candidates).compactMap { name -> (distance: Int, name: String)? in
            let candidate = folded(name)
            let shorter = min(wanted.count, candidate.count)
            let distance = editDistance(wanted, candidate)
            let isBeginning =
                shorter >= 3 && (candidate.starts(with: wanted) || wanted.starts(with: candidate))
            return distance <= max(1, shorter / 2) || isBeginning ? (distance, name) : nil
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// ``did you mean `a` or `b`?``, or nil when nothing is near.
    package static func hint(
        for name: String, among candidates: some Sequence<String>
    ) -> String? {
        let names = find(name, among: candidates).map { "`\($0)`" }
        return names.isEmpty ? nil : "did you mean " + names.joined(separator: " or ") + "?"
    }

    /// A hint that names the nearest candidate, or else all of them.
    package static func hint(
        for name: String, among candidates: [String], calledKeys noun: String
    ) -> String {
        if let nearest = find(name, among: candidates).first { return "did you mean `\(nearest)`?" }
        if candidates.isEmpty { return "there are no \(noun)" }
        return "\(noun): " + candidates.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func folded(_ name: String) -> [UInt8] {
        // A name of any length could be in a hostile file; compare its beginning.
        name.utf8.prefix(80).map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "_"): UInt8(ascii: "-")
            default: byte
            }
        }
    }

    /// Levenshtein's distance in bytes, one row at a time.
    static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var previous = Array(0...b.count)
        for (row, byte) in a.enumerated() {
            var current = [row + 1]
            for (column, other) in b.enumerated() {
                let replaced = previous[column] + (byte == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[b.count]
    }
}
