// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Support

/// The checkout that this test was compiled from.
package enum Checkout {
    package static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()

    package static func path(_ relative: String) -> FilePath {
        root.appending(relative)
    }

    /// Files below a directory, as paths relative to the root.
    package static func files(below directory: String, withExtensions extensions: [String]) throws
        -> [String]
    {
        try Files.walk(path(directory))
            .filter { extensions.contains($0.extension ?? "") }
            .map { directory + "/" + $0.string }
    }

    package static func exists(_ relative: String) -> Bool { Files.exists(path(relative)) }

    package static func text(_ relative: String) throws -> String {
        try Files.readText(path(relative))
    }

    /// What git tracks or would track: nothing that .gitignore names.
    package static func tracked() async throws -> [String] {
        let command = Command(
            "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root)
        return try await command.runChecked().text.split(separator: "\0").map(String.init)
            // One that was removed but not yet from the index.
            .filter { Files.exists(path($0)) }
    }

    /// The directory below Sources that the file is in.
    package static func target(of file: String) -> String {
        String(file.split(separator: "/")[1])
    }
}
