// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// A variant whose files are on the host (see `InstalledLayout`), or a copy of
/// them.
package struct InstalledVariant: Sendable, Equatable {
    /// variant.json
    package var record: VariantRecord
    /// redirects.json: where the module will write to vmlinux's code.
    package var redirects: [Redirect]
    /// The directory, as the host names it.
    package var directory: FilePath
    /// Whether its module has a signature.
    package var isSigned = false
}

extension InstalledVariant {
    /// The record's.
    package var name: VariantName { record.name }
    /// Such as `latency-tuned 1.0.0`.
    package var title: String { "\(record.name) \(record.version)" }
    /// What runs while it is loaded.
    package var scheduler: SchedulerState {
        .variant(name, version: record.version, content: record.content)
    }
    /// As /sys/module names it, which is not always the variant's name.
    package var moduleName: String { record.name.moduleName }
    /// The .ko, as the host names it.
    package var moduleFile: FilePath { directory.appending(record.module) }

    /// From the directory's files.
    ///
    /// - Throws: as the initialiser below, and `SystemError`.
    package static func read(_ directory: FilePath, _ root: HostRoot) throws -> InstalledVariant {
        var variant = try InstalledVariant(
            record: root.bytes(directory.appending(InstalledLayout.record)),
            redirects: root.bytes(directory.appending(InstalledLayout.redirects)),
            directory: directory)
        let module = try? root.bytes(variant.moduleFile)
        variant.isSigned = module.map(ModuleImage.isSigned) ?? false
        return variant
    }

    /// From the bytes of its two files, wherever they lie: a package that is to
    /// be checked before it is installed has them too.
    ///
    /// - Throws: `HostError.damaged` for a record of unknown schema or form, or
    ///   one whose module would lie outside the directory.
    package init(record: [UInt8], redirects: [UInt8], directory: FilePath) throws {
        let recordFile = directory.appending(InstalledLayout.record)
        self.record = try Self.decode(record, recordFile)
        self.redirects = try Self.decode(
            redirects, directory.appending(InstalledLayout.redirects))
        self.directory = directory
        guard self.record.schema == VariantRecord.currentSchema else {
            throw HostError.damaged(
                recordFile,
                "schema \(self.record.schema); this program knows \(VariantRecord.currentSchema):"
                    + " `sched add` makes the package anew")
        }
        let foreign = self.record.parameters.sysctl.keys.sorted()
            .first { !VariantRecord.Parameters.isSchedulerSetting($0) }
        if let foreign {
            throw HostError.damaged(
                recordFile, "it sets \(foreign), which is no setting of the scheduler")
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
