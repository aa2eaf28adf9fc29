// SPDX-License-Identifier: Apache-2.0

/// Finds the known name that the user most likely meant.
enum NearestName {
    /// The nearest candidate, if no more than a third of the name has to change
    /// (one character in short names), or one of which the name is the
    /// beginning or that is its beginning. Letter case and `_`/`-` do not count.
    static func find(_ name: String, among candidates: [String]) -> String? {
        let wanted = folded(name)
        let limit = max(1, wanted.count / 3)
        let near = candidates.compactMap { name -> (distance: Int, name: String)? in
            let candidate = folded(name)
            let distance = editDistance(wanted, candidate)
            let isTail =
                min(wanted.count, candidate.count) >= 3
                && (candidate.starts(with: wanted) || wanted.starts(with: candidate))
            return distance <= limit || isTail ? (distance, name) : nil
        }
        return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// A hint that names the nearest candidate, or else all of them.
    static func hint(for name: String, among candidates: [String], calledKeys noun: String)
        -> String
    {
        if let nearest = find(name, among: candidates) { return "did you mean `\(nearest)`?" }
        if candidates.isEmpty { return "there are no \(noun)" }
        return "\(noun): " + candidates.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func folded(_ name: String) -> [UInt8] {
        // A name of any length could be in a hostile file; compare its beginning.
        name.utf8.prefix(64).map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "_"): UInt8(ascii: "-")
            default: byte
            }
        }
    }

    /// Levenshtein's distance in bytes, two rows at a time.
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
