// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

extension Host {
    /// Names the repositories of a host, a directory in each line; a `#` begins a
    /// comment. Options of the command line come before it.
    package static let repositoryList: FilePath = "/etc/sched/repositories"

    /// What the list names; empty where there is none.
    package var configuredRepositories: [String] {
        (root.textIfReadable(Self.repositoryList) ?? "").split(separator: "\n")
            .map { line in
                line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
                    .joined(separator: " ")
            }.filter { !$0.isEmpty }
    }

    /// Takes what somebody wrote as the repositories. An address is told as an error
    /// when repositories are read, and not before: going to stock needs none.
    ///
    /// - Parameter path: the absolute path of a directory.
    package mutating func setRepositories(_ texts: [String], path: (String) -> FilePath) {
        repositories = []
        for text in texts {
            let colon = text.firstRange(of: "://")
            if colon == nil || text.hasPrefix("file://") {
                repositories.append(path(colon.map { String(text[$0.upperBound...]) } ?? text))
            } else {
                addresses.append(text)
            }
        }
    }

    /// All repositories, in order of preference.
    ///
    /// - Throws: `HostError.noRepository` with those that are none, `.remoteRepository`.
    package func openRepositories() throws -> [Repository] {
        if let address = addresses.first { throw HostError.remoteRepository(address) }
        let all = repositories.map { Repository($0) }
        let missing = all.filter { !$0.exists }.map(\.path)
        guard missing.isEmpty else { throw HostError.noRepository(missing) }
        return all
    }
}
