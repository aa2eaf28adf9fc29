// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// `tree.json` of a prepared directory: written last, so that a directory which has
/// it is whole.
struct TreeRecord: Codable, Equatable {
    /// Raised when a tree prepared by an older sched must not be used any more.
    static let currentSchema = 1

    var schema = TreeRecord.currentSchema
    var release: KernelRelease
    var buildID: BuildID
    var compiler: String
    var compilerVersion: String
    /// Of the packages it was made from, by role.
    var packages: [String: Digest]
    var commands: [String: CompileCommand]

    /// - Returns: nil when there is none, or one of another schema or of other
    ///   packages: then the directory is made anew.
    static func load(_ file: FilePath, for kernel: Lock.Kernel) throws -> TreeRecord? {
        guard let record = CanonicalJSON.cached(TreeRecord.self, at: file),
            record.schema == currentSchema, record.packages == digests(of: kernel)
        else { return nil }
        return record
    }

    func store(_ file: FilePath) throws {
        try Files.replace(file, with: CanonicalJSON.compact(self))
    }

    static func digests(of kernel: Lock.Kernel) -> [String: Digest] {
        Dictionary(kernel.packages.map { ($0.role.rawValue, $0.sha256) }) { first, _ in first }
    }

    /// The compiler that built the kernel.
    var builder: KernelCompiler {
        KernelCompiler(command: compiler, version: compilerVersion)
    }

    func tree(in directory: KernelDirectory) -> KernelTree {
        KernelTree(
            release: release, buildID: buildID, directory: directory, compiler: compiler,
            compilerVersion: compilerVersion, compileCommands: commands)
    }
}
