// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Asks apt's own package lists; nothing goes over the network.
struct AptCache: Sendable {
    /// Keeps what apt read of its lists, which apt holds against them each time. Without
    /// it apt reads 40 MB of lists again for each question where its own cache is switched
    /// off, as in Debian's containers, or not writable.
    var directory: FilePath

    /// Names that begin with `prefix`, in no order.
    func packageNames(prefix: String) async throws -> [String] {
        try await run(["pkgnames", prefix]).split(separator: "\n").map(String.init)
    }

    /// Every version of every named package. Names that apt does not know are
    /// passed over (apt-cache then says so, or fails when it knows none).
    func records(of names: [String]) async throws -> [PackageRecord] {
        names.isEmpty ? [] : PackageRecord.parse(try await run(["show"] + names))
    }

    private func run(_ arguments: [String]) async throws -> String {
        try Files.createDirectory(directory)
        let kept = [
            "-o", "Dir::Cache::pkgcache=\(directory.appending("pkgcache.bin"))",
            "-o", "Dir::Cache::srcpkgcache=",
        ]
        let command = Command("apt-cache", kept + arguments, environment: ["LC_ALL": "C"])
        do {
            let result = try await command.run(timeout: 120)
            // 100 is "no package found" and every other failure alike.
            guard result.isSuccess || result.errorText.contains("No packages found") else {
                throw SystemError.commandFailed(
                    command, status: "\(result.termination)", log: result.errorText)
            }
            return result.text
        } catch SystemError.commandMissing(let name, _) {
            throw SystemError.commandMissing(
                name, hint: "`from: debian` needs apt; run this on Debian or in a Debian container")
        }
    }
}
