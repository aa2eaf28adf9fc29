// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// A variant whose files are on the host (see `InstalledLayout`), or a copy of
/// them.
package struct InstalledVariant: Sendable, Equatable {
    package var record: VariantRecord
    package var redirects: [Redirect]
    /// The folder, as the host names it.
    package var folder: FilePath

    package init(record: VariantRecord, redirects: [Redirect], folder: FilePath) {
        self.record = record
        self.redirects = redirects
        self.folder = folder
    }

    package var name: VariantName { record.name }
    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(record.name) \(record.version)" }
    package var moduleName: String { record.name.moduleName }
    package var moduleFile: FilePath { folder.appending(record.module) }

    /// From the folder's files.
    ///
    /// - Throws: as the initialiser below, and `SystemError`.
    package static func read(_ folder: FilePath, _ root: HostRoot) throws -> InstalledVariant {
        try InstalledVariant(
            record: root.bytes(folder.appending(InstalledLayout.record)),
            redirects: root.bytes(folder.appending(InstalledLayout.redirects)),
            folder: folder)
    }

    /// From the bytes of its two files, wherever they lie: a package that is to
    /// be checked before it is installed has them too.
    ///
    /// - Throws: `HostError.damaged` for a record of unknown schema or form, or
    ///   one whose module would lie outside the folder.
    package init(record: [UInt8], redirects: [UInt8], folder: FilePath) throws {
        let recordFile = folder.appending(InstalledLayout.record)
        self.record = try Self.decode(record, recordFile)
        self.redirects = try Self.decode(
            redirects, folder.appending(InstalledLayout.redirects))
        self.folder = folder
        guard self.record.schema == VariantRecord.currentSchema else {
            throw HostError.damaged(
                recordFile,
                "schema \(self.record.schema); this program knows \(VariantRecord.currentSchema)")
        }
        let component = FilePath.Component(self.record.module)
        guard let component, component.kind == .regular else {
            throw HostError.damaged(
                recordFile, "the module's name is a path: \(self.record.module)")
        }
    }

    private static func decode<Value: Decodable>(
        _ bytes: [UInt8], _ path: FilePath
    ) throws -> Value {
        do {
            return try CanonicalJSON.decode(from: bytes)
        } catch {
            throw HostError.damaged(path, "not as expected: \(error)")
        }
    }
}

/// What is installed side by side on a host.
package struct InstalledVariants: Sendable {
    package var root: HostRoot

    package init(_ root: HostRoot = .running) { self.root = root }

    package func kernels() -> [KernelRelease] {
        root.folders(InstalledLayout.root).map { KernelRelease($0) }
    }

    /// Every variant installed for `kernel`, sorted by name.
    package func list(for kernel: KernelRelease) throws -> [InstalledVariant] {
        let folder = InstalledLayout.root.appending(kernel.rawValue)
        return try root.folders(folder).map { folder.appending($0) }.filter { holdsVariant($0) }
            .map { try InstalledVariant.read($0, root) }
    }

    /// Every variant for every kernel.
    package func all() throws -> [InstalledVariant] { try kernels().flatMap { try list(for: $0) } }

    /// - Throws: `HostError.refused` with both releases when it is installed for
    ///   other kernels only; `HostError.notInstalled` when for none.
    package func find(_ name: VariantName, for kernel: KernelRelease) throws -> InstalledVariant {
        let folder = InstalledLayout.folder(kernel, name)
        if holdsVariant(folder) { return try InstalledVariant.read(folder, root) }
        let others = kernels().filter { holdsVariant(InstalledLayout.folder($0, name)) }
        guard others.isEmpty else {
            throw HostError.refused(name, [.wrongKernel(builtFor: others, running: kernel)])
        }
        throw HostError.notInstalled(name, on: kernel)
    }

    /// A folder without a record is what a removed package may leave.
    private func holdsVariant(_ folder: FilePath) -> Bool {
        root.exists(folder.appending(InstalledLayout.record))
    }
}
