// SPDX-License-Identifier: Apache-2.0

/// What names, versions and paths may look like. ASCII only.
enum NameSyntax {
    static let lower = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    static let digits = "0123456789"
    static let alphanumeric = lower + upper + digits

    static func all(_ text: some StringProtocol, _ allowed: String) -> Bool {
        text.utf8.allSatisfy { allowed.utf8.contains($0) }
    }

    /// A C identifier (ISO C 6.4.2.1, without extended characters).
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !digits.utf8.contains(first) else { return false }
        return all(text, alphanumeric + "_")
    }

    /// What RPM allows in a version (rpm-version(7)): no `-`, which separates
    /// the release, and no `..`. A letter or digit comes first, so that it is no
    /// directory's `.` either.
    static func isVersion(_ text: String) -> Bool {
        guard let first = text.utf8.first, alphanumeric.utf8.contains(first) else {
            return false
        }
        return all(text, alphanumeric + ".+~^_") && !text.contains("..")
    }

    /// Whether a terminal or another program might take part of the text for something
    /// else: control characters, but for those in `allowed`.
    static func hasControls(_ text: String, besides allowed: String = "") -> Bool {
        text.unicodeScalars.contains {
            $0.properties.generalCategory == .control && !allowed.unicodeScalars.contains($0)
        }
    }

    static let pathCharacters = alphanumeric + "._+-/,@%=~"

    /// A relative path that stays below where it starts.
    static func isInnerPath(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return !text.isEmpty && !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
            && all(text, pathCharacters)
    }

    /// `uname -r`, such as `6.1.0-56-cloud-amd64`: two numbers, then anything
    /// that a package version may hold.
    static func isRelease(_ text: String) -> Bool {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, all(parts[0], digits),
            let minor = parts[1].utf8.first, digits.utf8.contains(minor)
        else { return false }
        return all(text, alphanumeric + "._+~-") && !text.hasSuffix("-") && !text.hasSuffix(".")
    }

    /// A release in which `*` stands for any text and `?` for one character. It
    /// begins with the series, because a variant is for one series' source.
    static func isPattern(_ text: String) -> Bool {
        guard text.contains("*") || text.contains("?") else { return false }
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.prefix(2).allSatisfy({ !$0.isEmpty && all($0, digits) })
        else { return false }
        return all(parts[2], alphanumeric + "._+~-*?")
    }

    /// A recipe's name, which is a directory's name: as a variant's.
    static func isRecipeName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (lower + digits).utf8.contains(first) else {
            return false
        }
        return all(text, lower + digits + ".+-")
    }
}
