// SPDX-License-Identifier: Apache-2.0
internal import Foundation
public import SchedModel
internal import SystemIO
public import SystemPackage

/// A variant whose files are on the host (see `InstalledLayout`), or a copy of
/// them.
public struct InstalledVariant: Sendable, Equatable {
    public var record: VariantRecord
    public var redirects: [Redirect]
    /// The folder, as the host names it.
    public var folder: FilePath

    public init(record: VariantRecord, redirects: [Redirect], folder: FilePath) {
        self.record = record
        self.redirects = redirects
        self.folder = folder
    }

    public var name: VariantName { record.name }
    /// Such as `latency-tuned 1.0.0`.
    public var title: String { "\(record.name) \(record.version)" }
    public var moduleName: String { record.name.moduleName }
    public var moduleFile: FilePath { folder.appending(record.module) }

    /// - Throws: `HostError.damaged` for a record of unknown schema or form, or
    ///   one whose module would lie outside the folder.
    public static func read(_ folder: FilePath, _ root: HostRoot) throws -> InstalledVariant {
        let recordFile = folder.appending(InstalledLayout.record)
        let record: VariantRecord = try decode(recordFile, root)
        guard record.schema == VariantRecord.currentSchema else {
            throw HostError.damaged(
                root.path(recordFile),
                "schema \(record.schema); this program knows \(VariantRecord.currentSchema)")
        }
        guard let component = FilePath.Component(record.module), component.kind == .regular else {
            throw HostError.damaged(
                root.path(recordFile), "the module's name is a path: \(record.module)")
        }
        let redirects: [Redirect] = try decode(folder.appending(InstalledLayout.redirects), root)
        return InstalledVariant(record: record, redirects: redirects, folder: folder)
    }

    private static func decode<Value: Decodable>(
        _ path: FilePath, _ root: HostRoot
    ) throws -> Value {
        let bytes = try root.bytes(path)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw HostError.damaged(root.path(path), "not as expected: \(error)")
        }
    }
}

/// What is installed side by side on a host.
public struct InstalledVariants: Sendable {
    public var root: HostRoot

    public init(_ root: HostRoot = .running) { self.root = root }

    public func kernels() -> [KernelRelease] {
        root.folders(InstalledLayout.root).map { KernelRelease($0) }
    }

    /// Every variant installed for `kernel`, sorted by name.
    public func list(for kernel: KernelRelease) throws -> [InstalledVariant] {
        let folder = InstalledLayout.root.appending(kernel.rawValue)
        return try root.folders(folder).map {
            try InstalledVariant.read(folder.appending($0), root)
        }
    }

    /// Every variant for every kernel.
    public func all() throws -> [InstalledVariant] { try kernels().flatMap { try list(for: $0) } }

    /// - Throws: `HostError.refused` with both releases when it is installed for
    ///   other kernels only; `HostError.notInstalled` when for none.
    public func find(_ name: VariantName, for kernel: KernelRelease) throws -> InstalledVariant {
        let folder = InstalledLayout.folder(kernel, name)
        if root.isDirectory(folder) { return try InstalledVariant.read(folder, root) }
        let others = kernels().filter { root.isDirectory(InstalledLayout.folder($0, name)) }
        guard others.isEmpty else {
            throw HostError.refused(name, [.wrongKernel(builtFor: others, running: kernel)])
        }
        throw HostError.notInstalled(name, on: kernel)
    }
}
