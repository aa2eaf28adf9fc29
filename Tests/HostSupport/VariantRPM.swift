// SPDX-License-Identifier: Apache-2.0
import Contract
@testable import Packaging
import RPM
import Support
import SystemPackage

/// Builds real packages of fake variants, each once in a process.
package actor VariantRPM {
    package static let shared = VariantRPM()
    package init() {}

    private var builds: [String: Task<[UInt8], any Error>] = [:]

    /// Writes the package of a variant into `directory`.
    ///
    /// - Parameters:
    ///   - marker: tells the fake kernel which variant it is.
    ///   - documents: further files of the package.
    package func make(
        _ record: VariantRecord, marker: UInt8, documents: [String: [UInt8]] = [:],
        in directory: FilePath
    ) async throws -> VariantPackage {
        let nevra = "scheduler-\(record.name)-\(record.version)-\(Self.release(record)).x86_64"
        let key = try
            ([String(decoding: CanonicalJSON.document(record), as: UTF8.self), "\(marker)"]
            + documents.map { "\($0) \(SHA256.hex(of: $1))" }.sorted()).joined(separator: "\n")
        let task =
            builds[key] ?? Task { try await Self.build(record, marker, documents, nevra) }
        builds[key] = task
        let file = directory.appending("\(nevra).rpm")
        try Files.createDirectory(directory)
        try Files.write(try await task.value, to: file)
        return VariantPackage(nevra: nevra, file: file)
    }

    private static func release(_ record: VariantRecord) -> String {
        PackageRelease.of(record.kernel, record.content)
    }

    private static func build(
        _ record: VariantRecord, _ marker: UInt8, _ documents: [String: [UInt8]],
        _ nevra: String
    ) async throws -> [UInt8] {
        let work = try Files.makeTemporaryDirectory("variant-rpm")
        defer { try? Files.remove(work) }
        try files(record, marker, documents, in: work.appending("files"))
        let spec = work.appending("package.spec")
        try Files.write(text(record, work).utf8, to: spec)
        try await Command(
            "rpmbuild",
            [
                "-bb", "--target", "x86_64-linux", "--define", "_topdir \(work)/top",
                "--define", "_dbpath \(work)/db", "--define", "__os_install_post %{nil}",
                spec.string,
            ]
        ).runChecked(timeout: 60)
        return try Files.read(work.appending("top/RPMS/x86_64/\(nevra).rpm"))
    }

    private static func files(
        _ record: VariantRecord, _ marker: UInt8, _ documents: [String: [UInt8]],
        in directory: FilePath
    ) throws {
        try Files.createDirectory(directory)
        var contents: [String: [UInt8]] = [
            InstalledLayout.record: try CanonicalJSON.document(record),
            InstalledLayout.redirects: try CanonicalJSON.document(FakeHost.redirects),
            record.module: FakeHost.module(record, marker: marker),
        ]
        contents.merge(documents) { _, given in given }
        for (name, bytes) in contents { try Files.write(bytes, to: directory.appending(name)) }
    }

    private static func text(_ record: VariantRecord, _ work: FilePath) -> String {
        let place = InstalledLayout.directory(record.kernel, record.name)
        return """
            Name: \(record.name.packageName)
            Version: \(record.version)
            Release: \(release(record))
            Summary: \(record.summary)
            License: GPL-2.0-only
            Provides: scheduler-variant(\(record.name)) = \(record.version)
            Provides: scheduler-variant-kernel(\(record.kernel))
            \(record.content.map { "Provides: scheduler-variant-content = \($0)" } ?? "")
            AutoReqProv: no
            %description
            For tests.
            %install
            mkdir -p %{buildroot}\(place)
            cp \(work)/files/* %{buildroot}\(place)
            %files
            \(place)

            """
    }
}
