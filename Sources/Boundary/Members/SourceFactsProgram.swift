// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import SystemPackage

/// `sched-cfacts`, a program of its own because it alone needs libclang.
package struct SourceFactsProgram: Sendable {
    /// As it is installed.
    package static let name = "sched-cfacts"
    let path: FilePath

    /// `$SCHED_CFACTS`, else beside the running executable.
    ///
    /// - Throws: `MemberUseError.programMissing`.
    package static func find() throws(MemberUseError) -> SourceFactsProgram {
        let beside = Surroundings.executable.removingLastComponent()
        let places =
            Surroundings.variable("SCHED_CFACTS").map { [FilePath($0)] }
            ?? [beside.appending(name)]
        guard let path = places.first(where: { Files.exists($0) }) else {
            throw .programMissing(places)
        }
        return SourceFactsProgram(path: path)
    }

    /// Two builds of the program differ in it.
    func identity() throws -> String { try ProgramIdentity.of(path) }

    func read(_ request: SourceFactsRequest, in source: FilePath) async throws -> SourceFacts {
        let result = try await Command(path.string, in: source)
            .run(input: CanonicalJSON.compact(request), timeout: 600)
        guard result.isSuccess else {
            throw MemberUseError.unreadable(
                result.errorText.isEmpty ? "\(result.termination)" : result.errorText)
        }
        guard let facts = try? CanonicalJSON.decode(SourceFacts.self, from: result.output),
            facts.schema == SourceFactsRequest.currentSchema
        else { throw MemberUseError.answer("another schema") }
        return facts
    }
}
