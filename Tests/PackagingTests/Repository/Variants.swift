// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Manifest
@testable import Packaging
@testable import Support

/// Small real packages with the provides of variants, without the files.
struct Variants {
    let folder: FilePath

    init() throws { folder = try Files.makeTemporaryDirectory("repositories") }

    func remove() { try? Files.remove(folder) }

    /// - Parameter content: makes packages of the same name differ.
    func make(
        _ name: String, _ version: String = "1.0.0", kernel: String = "6.1.0-56-cloud-amd64",
        content: String = "first"
    ) async throws -> VariantPackage {
        let nevra = "scheduler-\(name)-\(version)-\(Self.release(kernel)).x86_64"
        let bytes = try await BuiltPackages.shared.bytes("\(nevra) \(content)") {
            try await Self.build(name, version, kernel, content, nevra)
        }
        let work = try Files.makeTemporaryDirectory("rpm", in: folder)
        let file = work.appending("\(nevra).rpm")
        try Files.write(bytes, to: file)
        return VariantPackage(nevra: nevra, file: file)
    }

    private static func release(_ kernel: String) -> String {
        "1." + kernel.replacing("-", with: "_")
    }

    private static func build(
        _ name: String, _ version: String, _ kernel: String, _ content: String, _ nevra: String
    ) async throws -> [UInt8] {
        let place = "/usr/lib/sched/\(kernel)/\(name)"
        let work = try Files.makeTemporaryDirectory("rpm")
        defer { try? Files.remove(work) }
        let spec = work.appending("package.spec")
        let text = """
            Name: scheduler-\(name)
            Version: \(version)
            Release: \(release(kernel))
            Summary: For tests & more
            License: GPL-2.0-only
            Provides: scheduler-variant(\(name)) = \(version)
            Provides: scheduler-variant-kernel(\(kernel))
            AutoReqProv: no
            %description
            For tests.
            %install
            mkdir -p %{buildroot}\(place)
            echo '\(content)' > %{buildroot}\(place)/variant.json
            %files
            \(place)

            """
        try Files.write(text.utf8, to: spec)
        try await Command(
            "rpmbuild",
            [
                "-bb", "--target", "x86_64-linux", "--define", "_topdir \(work)/top",
                "--define", "_dbpath \(work)/db", spec.string,
            ]
        ).runChecked(timeout: 60)
        return try Files.read(work.appending("top/RPMS/x86_64/\(nevra).rpm"))
    }
}

/// rpmbuild takes half a second; many tests want the same package.
private actor BuiltPackages {
    static let shared = BuiltPackages()
    private var builds: [String: Task<[UInt8], any Error>] = [:]

    func bytes(
        _ key: String, build: @Sendable @escaping () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        let task = builds[key] ?? Task { try await build() }
        builds[key] = task
        return try await task.value
    }
}
