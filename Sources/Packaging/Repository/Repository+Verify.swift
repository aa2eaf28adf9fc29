// SPDX-License-Identifier: Apache-2.0
import RPM
import Support
import SystemPackage

extension Repository {
    /// Compares every metadata file with repomd.xml, and every package with the
    /// metadata. Reads all packages once.
    ///
    /// - Returns: what does not hold, in the order of the lists; empty when all does.
    /// - Throws: when the metadata themselves cannot be read.
    package func verify() throws -> [RepositoryProblem] {
        var problems: [RepositoryProblem] = []
        for file in try metadataFiles() {
            problems += try compare(file.location, size: file.size, sha256: file.sha256)
        }
        // Damaged metadata cannot be asked what packages there should be.
        guard problems.isEmpty else { return problems }
        for package in try listed() {
            problems += try compare(package.location, size: package.size, sha256: package.sha256)
        }
        return problems
    }

    func compare(
        _ location: String, size: Int, sha256: String
    ) throws -> [RepositoryProblem] {
        let file = try inside(location)
        guard let actual = Files.size(file) else {
            return [
                RepositoryProblem(kind: .missing, path: location, expected: sha256, found: "")
            ]
        }
        guard actual == size else {
            return [
                RepositoryProblem(
                    kind: .wrongSize, path: location, expected: "\(size)", found: "\(actual)")
            ]
        }
        let digest = try SHA256.hex(of: file)
        guard digest != sha256 else { return [] }
        return [
            RepositoryProblem(
                kind: .wrongDigest, path: location, expected: sha256, found: digest)
        ]
    }
}
