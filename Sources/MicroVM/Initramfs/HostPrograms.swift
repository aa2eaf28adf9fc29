// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// The host's programs that every guest is made of.
package struct HostPrograms: Sendable, Equatable {
    /// /bin/sh of the guest. Not busybox's own shell: that one prefers its applets
    /// to the programs in PATH, so `rpm` would not be rpm.
    package var shell: FilePath
    /// Answers to the names of all its applets that are still free.
    package var busybox: FilePath
    /// The programs that busybox can be, as `busybox --list` tells.
    package var applets: [String]
    /// Answers to modprobe, insmod and the like.
    package var kmod: FilePath
    /// The guest's own rpm, with which packages are installed.
    package var rpm: FilePath
    /// rpm's own settings: `macros`, `rpmrc`, …
    package var rpmConfiguration: FilePath = "/usr/lib/rpm"

    /// - Throws: `MachineError.programMissing`.
    package static func find() async throws -> HostPrograms {
        let busybox = try program("busybox", package: "busybox-static")
        let list = try await Command(busybox.string, ["--list"]).runChecked(timeout: 30)
        return HostPrograms(
            shell: try program("sh", package: "dash"), busybox: busybox,
            applets: list.text.split(separator: "\n").map(String.init),
            kmod: try program("kmod", package: "kmod"), rpm: try program("rpm", package: "rpm"))
    }

    private static func program(_ name: String, package: String) throws -> FilePath {
        guard let path = Files.program(name) else {
            throw MachineError.programMissing(name, package: package)
        }
        return path
    }
}
