// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support

/// Small real packages with the provides of variants, without the files.
struct Variants {
    let directory: FilePath

    init() throws { directory = try Files.makeTemporaryDirectory("repositories") }

    func remove() { try? Files.remove(directory) }

    /// - Parameters:
    ///   - content: what the digest in the release is of.
    ///   - body: what it holds, where that is something else.
    func make(
        _ name: String, _ version: String = "1.0.0", kernel: String = "6.1.0-56-cloud-amd64",
        content: String = "first", body: String? = nil
    ) async throws -> VariantPackage {
        let digest = Digest(hex: SHA256.hex(of: content))
        let release = PackageRelease.of(KernelRelease(kernel), digest)
        let nevra = "scheduler-\(name)-\(version)-\(release).x86_64"
        let body = body ?? content
        let bytes = try await BuiltPackages.shared.bytes("\(nevra) \(body)") {
            try await Self.build(name, version, kernel, digest, body, nevra)
        }
        let work = try Files.makeTemporaryDirectory("rpm", in: directory)
        let file = work.appending("\(nevra).rpm")
        try Files.write(bytes, to: file)
        return VariantPackage(nevra: nevra, file: file)
    }

    /// A package with the name of `make(name)` that says that it is of other content.
    func forged(_ name: String) async throws -> VariantPackage {
        let kernel = KernelRelease("6.1.0-56-cloud-amd64")
        let (claimed, real) = (SHA256.hex(of: "first"), SHA256.hex(of: "forged"))
        let release = PackageRelease.of(kernel, Digest(hex: claimed))
        let nevra = "scheduler-\(name)-1.0.0-\(release).x86_64"
        let bytes = try await Self.build(
            name, "1.0.0", kernel.rawValue, Digest(hex: real), "forged", nevra, release: release)
        let file = directory.appending("\(nevra).rpm")
        try Files.write(bytes, to: file)
        return VariantPackage(nevra: nevra, file: file)
    }

    private static func build(
        _ name: String, _ version: String, _ kernel: String, _ content: Digest, _ body: String,
        _ nevra: String, release: String? = nil
    ) async throws -> [UInt8] {
        let place = "/usr/lib/sched/\(kernel)/\(name)"
        let work = try Files.makeTemporaryDirectory("rpm")
        defer { try? Files.remove(work) }
        let spec = work.appending("package.spec")
        let text = """
            Name: scheduler-\(name)
            Version: \(version)
            Release: \(release ?? PackageRelease.of(KernelRelease(kernel), content))
            Summary: For tests & more
            License: GPL-2.0-only
            Provides: scheduler-variant(\(name)) = \(version)
            Provides: scheduler-variant-kernel(\(kernel))
            Provides: \(PackageRelease.contentCapability) = \(content)
            AutoReqProv: no
            %description
            For tests.
            %install
            mkdir -p %{buildroot}\(place)
            echo '\(body)' > %{buildroot}\(place)/variant.json
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
