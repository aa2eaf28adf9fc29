// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Support

/// A file of the checkout that holds, letter by letter, what the code must say.
/// `SCHED_UPDATE_GOLDEN=1` rewrites all of them from what the code says now; where
/// `CI` is set nothing is rewritten.
package enum GoldenFile {
    private static let isRewriting =
        Surroundings.variable("SCHED_UPDATE_GOLDEN") == "1" && Surroundings.variable("CI") == nil

    /// The first line in which `text` and the file differ; nil when they are equal.
    package static func difference(_ text: String, from file: FilePath) throws -> String? {
        if isRewriting {
            try Files.createDirectory(file.removingLastComponent())
            try Files.replace(file, with: text.utf8)
        }
        let again = "SCHED_UPDATE_GOLDEN=1 rewrites it"
        guard Files.exists(file) else { return "\(file) is not there; \(again)" }
        let expected = try Files.readText(file)
        if expected == text { return nil }
        let (old, new) = (lines(expected), lines(text))
        let row = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset
        let place = row ?? min(old.count, new.count)
        return """
            \(file):\(place + 1): \(again)
            expected: \(place < old.count ? old[place] : "(the end)")
            found:    \(place < new.count ? new[place] : "(the end)")
            """
    }

    /// The same for a path below the checkout's root.
    package static func difference(_ text: String, from relative: String) throws -> String? {
        try difference(text, from: Checkout.path(relative))
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
