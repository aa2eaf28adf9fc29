// SPDX-License-Identifier: Apache-2.0
import SchedModel
import SystemIO
import SystemPackage

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
        let release = "1." + kernel.replacing("-", with: "_")
        let place = "/usr/lib/sched/\(kernel)/\(name)"
        let work = try Files.makeTemporaryDirectory("rpm", in: folder)
        let spec = work.appending("package.spec")
        let text = """
            Name: scheduler-\(name)
            Version: \(version)
            Release: \(release)
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
        let nevra = "scheduler-\(name)-\(version)-\(release).x86_64"
        return VariantPackage(
            nevra: nevra, file: work.appending("top/RPMS/x86_64/\(nevra).rpm"))
    }
}
