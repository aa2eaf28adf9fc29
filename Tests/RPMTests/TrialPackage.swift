// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Support

/// Builds a small real package with rpmbuild.
struct TrialPackage {
    var name = "trial"
    var version = "1.0"
    var directory: FilePath
    /// Lua of a %preun, if any.
    var beforeRemoval: String?
    var requires: String?

    /// The package file. The caller removes `directory`.
    func build() async throws -> FilePath {
        let spec = directory.appending("\(name)-\(version).spec")
        try Files.write(text.utf8, to: spec)
        try await Command(
            "rpmbuild",
            ["-bb", "--define", "_topdir \(directory)/top", "--define", "_dbpath \(directory)/db"]
                + [spec.string]
        ).runChecked(timeout: 60)
        return directory.appending("top/RPMS/noarch/\(name)-\(version)-1.noarch.rpm")
    }

    private var text: String {
        let place = "/usr/lib/trial/\(name)"
        return """
            Name: \(name)
            Version: \(version)
            Release: 1
            Summary: A trial of \(name)
            License: Apache-2.0
            BuildArch: noarch
            Provides: scheduler-variant(\(name)) = \(version)
            \(requires.map { "Requires: \($0)" } ?? "")
            %description
            For tests.
            %install
            mkdir -p %{buildroot}\(place)
            echo \(version) > %{buildroot}\(place)/version
            \(beforeRemoval.map { "%preun -p <lua>\n\($0)" } ?? "")
            %files
            \(place)/version

            """
    }
}
