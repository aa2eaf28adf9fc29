// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import RPM
import Support
import SystemPackage

extension Stage {
    /// A repository of its own below the stage's root.
    ///
    /// - Parameters:
    ///   - records: by the marker in their module's image.
    ///   - documents: further files of each package.
    @discardableResult
    package func publish(
        _ records: [UInt8: VariantRecord], as name: String = "repository",
        documents: [String: [UInt8]] = [:]
    ) async throws -> FilePath {
        let repository = Repository(fake.root.path("/srv").appending(name))
        let directory = fake.root.path("/srv/rpms")
        for (marker, record) in records.sorted(by: { $0.key < $1.key }) {
            let package = try await VariantRPM.shared.make(
                record, marker: marker, documents: documents, in: directory)
            try await repository.publish(package)
        }
        return repository.path
    }

    package func publish(_ package: VariantPackage, as name: String) async throws -> FilePath {
        let repository = Repository(fake.root.path("/srv").appending(name))
        try await repository.publish(package)
        return repository.path
    }

    /// Every file and directory below the root, with the bytes of each file.
    package func tree() throws -> [String] {
        func visit(_ directory: FilePath) throws -> [String] {
            try Files.list(directory).flatMap { name in
                let path = directory.appending(name)
                return Files.isDirectory(path)
                    ? [path.string] + (try visit(path))
                    : ["\(path) \(SHA256.hex(of: try Files.read(path)))"]
            }
        }
        return try visit(fake.root.directory)
    }
}
