// SPDX-License-Identifier: Apache-2.0

/// Changes of files that are written otherwise than as a unified diff. patch(1) and git
/// apply some of them; here they would be taken for prose and have no effect.
enum ForeignDiff {
    /// Why the lines from `index` on are no prose; nil when they are.
    static func fault(_ lines: [ArraySlice<UInt8>], _ index: Int) -> PatchFault? {
        guard let first = lines[index].first, let why = reason(lines, index, first) else {
            return nil
        }
        return .foreign(line: index + 1, why: why)
    }

    private static func reason(
        _ lines: [ArraySlice<UInt8>], _ index: Int, _ first: UInt8
    ) -> String? {
        func text(_ offset: Int) -> Substring {
            let place = index + offset
            return place < lines.count
                ? Substring(String(decoding: lines[place].prefix(200), as: UTF8.self)) : ""
        }
        let line = text(0)
        switch first {
        case UInt8(ascii: "*"):
            if line.hasPrefix("*** ") && text(1).hasPrefix("--- ")
                || line.hasPrefix("***************")
            {
                return "a context diff begins here"
            }
        case UInt8(ascii: "@"):
            if line.hasPrefix("@@ -") { return "the hunk belongs to no file" }
        case UInt8(ascii: "G"):
            if line.hasPrefix("GIT binary patch") { return "a binary diff begins here" }
        case UInt8(ascii: "r"), UInt8(ascii: "c"):
            for verb in ["rename", "copy"]
            where line.hasPrefix("\(verb) from ") && text(1).hasPrefix("\(verb) to ") {
                return "git's `\(verb)` of a file"
            }
        case UInt8(ascii: "o"):
            if line.hasPrefix("old mode "), text(1).hasPrefix("new mode ") {
                return "a change of a file's mode, which no build looks at"
            }
        case UInt8(ascii: "n"):
            if line.hasPrefix("new file mode "), !line.hasPrefix("new file mode 100") {
                return "the new file is a link, or no file"
            }
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return numbered(line, next: text(1))
        default: break
        }
        return nil
    }

    /// `12,14c12,15` with `< …` or `> …` behind it, or an ed command with text.
    private static func numbered(_ line: Substring, next: Substring) -> String? {
        if line.wholeMatch(of: #/\d+(,\d+)?[acd]\d+(,\d+)?/#) != nil,
            next.hasPrefix("< ") || next.hasPrefix("> ")
        {
            return "a diff without context begins here"
        }
        if line.wholeMatch(of: #/\d+(,\d+)?[acd]/#) != nil { return "an ed script begins here" }
        return nil
    }
}
