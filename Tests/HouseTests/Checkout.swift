// SPDX-License-Identifier: Apache-2.0
import SystemIO
import SystemPackage

/// The checkout that this test was compiled from.
enum Checkout {
    static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()

    static func path(_ relative: String) -> FilePath {
        root.appending(relative)
    }

    /// Files below a folder, as paths relative to the root.
    static func files(below folder: String, withExtensions extensions: [String]) throws -> [String]
    {
        try Files.walk(path(folder))
            .filter { extensions.contains($0.extension ?? "") }
            .map { folder + "/" + $0.string }
    }

    static func exists(_ relative: String) -> Bool { Files.exists(path(relative)) }

    static func text(_ relative: String) throws -> String { try Files.readText(path(relative)) }

    /// What git tracks or would track: nothing that .gitignore names.
    static func tracked() async throws -> [String] {
        let command = Command(
            "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root)
        return try await command.runChecked().text.split(separator: "\0").map(String.init)
            // One that was removed but not yet from the index.
            .filter { Files.exists(path($0)) }
    }

    /// The folder below Sources that the file is in.
    static func target(of file: String) -> String {
        String(file.split(separator: "/")[1])
    }
}
