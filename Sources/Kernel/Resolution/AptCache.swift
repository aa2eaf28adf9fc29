// SPDX-License-Identifier: Apache-2.0
import Support

/// Asks apt's own package lists; nothing goes over the network.
struct AptCache: Sendable {
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
        let command = Command("apt-cache", arguments, environment: ["LC_ALL": "C"])
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
