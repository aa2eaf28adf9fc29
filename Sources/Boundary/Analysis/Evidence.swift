// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Puts references into words.
enum Evidence {
    /// Functions that half the kernel calls have as many sentences at most.
    static let limit = 8

    /// One sentence for each source, and one for how many more there are.
    static func sentences(_ references: [KernelFacts.Reference]) -> [String] {
        var seen: Set<String> = []
        let all = references.map(sentence).filter { seen.insert($0).inserted }
        guard all.count > limit else { return all }
        return all.prefix(limit) + ["and \(all.count - limit) more like these"]
    }

    private static func sentence(_ reference: KernelFacts.Reference) -> String {
        let source = owner(reference.source)
        let place = reference.sourceFile.map { "\(source) (\($0))" } ?? source
        switch reference.kind {
        case .call: return "called from \(place)"
        case .addressInCode: return "its address is taken in \(place)"
        case .addressInData:
            return reference.source == reference.section
                ? "its address is stored in section \(reference.section)"
                : "its address is stored in \(place)"
        }
    }

    /// `schedule.cold` is part of `schedule`.
    private static func owner(_ symbol: String) -> String {
        guard let dot = symbol.firstRange(of: ".cold") else { return symbol }
        return String(symbol[..<dot.lowerBound])
    }
}
