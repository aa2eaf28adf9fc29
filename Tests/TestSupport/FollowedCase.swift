// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Support

/// A fixture whose hints somebody has followed to the letter.
///
/// `followed/` beside the fixture's files holds those that the hints change, as they are
/// afterwards; `followed/expected.txt`, where there is one, what the next run says.
/// Without it the next run must have nothing to say against the variant.
package struct FollowedCase: Sendable, CustomStringConvertible {
    package static let directoryName = "followed"

    /// The fixture's; `expected.txt` in it has the hints.
    package let directory: FilePath

    package init(_ directory: FilePath) { self.directory = directory }

    package var description: String { directory.lastComponent?.string ?? "" }

    package var followed: FilePath { directory.appending(Self.directoryName) }
    package var expected: FilePath { followed.appending("expected.txt") }

    /// One message with its hint, as it was printed.
    package struct Message: Sendable {
        package var code: String
        /// Without the place.
        package var text: String
        package var hint: String?
    }

    /// What the fixture was told.
    package func messages() throws -> [Message] {
        Self.messages(try Files.readText(directory.appending("expected.txt")))
    }

    package static func messages(_ text: String) -> [Message] {
        text.split(separator: "\n").reduce(into: []) { found, line in
            if let match = line.wholeMatch(
                of: #/\S+: (?:error|warning): (.*) \[([a-z][a-z0-9-]+)\]/#)
            {
                found.append(Message(code: String(match.2), text: String(match.1)))
            } else if let match = line.wholeMatch(of: #/  hint: (.*)/#), !found.isEmpty {
                found[found.count - 1].hint = String(match.1)
            }
        }
    }

    /// Copies the fixture with the hints followed.
    package func lay(in room: FilePath) throws {
        for file in try Files.walk(directory)
        where file.components.first?.string != Self.directoryName {
            try copy(directory, file, to: room)
        }
        for file in try Files.walk(followed) { try copy(followed, file, to: room) }
    }

    private func copy(_ from: FilePath, _ file: FilePath, to room: FilePath) throws {
        let source = from.appending(file.components)
        if Files.isDirectory(source) { return }
        let target = room.appending(file.components)
        try Files.createDirectory(target.removingLastComponent())
        if Files.exists(target) { try Files.remove(target) }
        try Files.copy(source, to: target)
    }

    /// Hints of which the edit has none of the words that they quote. Hints that offer to
    /// remove something may be followed without any.
    package func unanswered() throws -> [String] {
        let edited = try edit()
        return try messages().compactMap(\.hint).filter { hint in
            let quoted = Self.names(in: hint)
            return !hint.contains("remove it") && !quoted.isEmpty
                && !quoted.contains { edited.contains($0) }
        }
    }

    /// What a hint quotes that is to be written or taken out: no examples, no patterns of
    /// YAML, no commands.
    private static func names(in hint: String) -> [Substring] {
        let literal = hint.replacing(#/(?:such as|without) `[^`]+`/#, with: "")
            .replacing(#/`(?:diff|git|sed|uname) [^`]*`/#, with: "")
            .replacing(#/`(?:key: value|\[a, b\]|- a|key:|- first: second)`/#, with: "")
        return literal.matches(of: #/`([^`]+)`/#).flatMap { match in
            match.1.split(separator: "…").map { $0.trimming { " …*()".contains($0) } }
        }.filter { $0.count > 1 }
    }

    /// Lines that only the fixture or only the followed files have.
    private func edit() throws -> String {
        var changed = ""
        for file in try Files.walk(followed) where file.lastComponent != "expected.txt" {
            let new = followed.appending(file.components)
            if Files.isDirectory(new) { continue }
            let old = directory.appending(file.components)
            let before = Files.exists(old) ? Self.lines(try Files.read(old)) : []
            let after = Self.lines(try Files.read(new))
            changed += "\(file)\n"
            changed += after.difference(from: before).map { step in
                switch step {
                case .insert(_, let line, _), .remove(_, let line, _): line + "\n"
                }
            }.joined()
        }
        return changed
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension Substring {
    fileprivate func trimming(_ isDropped: (Character) -> Bool) -> Substring {
        var text = drop(while: isDropped)
        while let last = text.last, isDropped(last) { text.removeLast() }
        return text
    }
}
