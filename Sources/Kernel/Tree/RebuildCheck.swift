// SPDX-License-Identifier: Apache-2.0
import ELF
import FoundationEssentials
import Manifest
import Support
import SystemPackage

/// Compiles units of a prepared tree as they are and compares their functions
/// with vmlinux's: that proves configuration, source and compiler at once.
///
/// Without debug information: it makes no difference to the code (checked on
/// 6.1 with gcc 12) and saves a fifth of the time.
package enum RebuildCheck {
    /// The result is kept beside the tree, so the work is done once.
    ///
    /// - Parameter allowingDifferences: report them instead of throwing.
    /// - Throws: `KernelTreeError.rebuildDiffers` with every difference;
    ///   `.compilationFailed`; `ELFError`.
    @discardableResult
    package static func run(
        _ kernel: PreparedKernel, units: [String] = KernelTreeStore.schedulerUnits,
        allowingDifferences: Bool = false, progress: Progress
    ) async throws -> RebuildReport {
        let tree = kernel.tree
        let waiting = { progress.note("waiting for another sched that checks \(tree.release)") }
        let report = try await FileLock.hold(tree.directory.lock, waiting: waiting) {
            let file = tree.directory.rebuildReport
            if let known = stored(file, units: units) { return known }
            let report = try await progress.stage(
                "rebuild unmodified units", detail: { (report: RebuildReport) in report.summary }
            ) { try await rebuild(tree, kernel.image, units) }
            try Files.replace(file, with: Array(try JSONEncoder().encode(report)))
            return report
        }
        guard report.isSame || allowingDifferences else {
            throw KernelTreeError.rebuildDiffers(report)
        }
        return report
    }

    private static func stored(_ file: FilePath, units: [String]) -> RebuildReport? {
        guard let bytes = try? Files.read(file),
            let report = try? JSONDecoder().decode(RebuildReport.self, from: Data(bytes)),
            report.schema == RebuildReport.currentSchema,
            Set(report.units.map(\.unit)) == Set(units)
        else { return nil }
        return report
    }

    static func rebuild(
        _ tree: KernelTree, _ image: KernelImage, _ units: [String]
    ) async throws -> RebuildReport {
        let folder = tree.directory.path.appending("rebuild.new")
        try Files.remove(folder)
        try Files.createDirectory(folder)
        defer { try? Files.remove(folder) }
        let objects = units.indices.map { folder.appending("\($0).o") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, unit) in units.enumerated() {
                if index >= Surroundings.processorCount { try await group.next() }
                group.addTask { try await compile(unit, tree, to: objects[index]) }
            }
            try await group.waitForAll()
        }
        return try await offPool {
            let vmlinux = FunctionSymbols(image.elf)
            var report = RebuildReport(units: [], differences: [])
            for (unit, object) in zip(units, objects) {
                let rebuilt = try ELFImage(file: MappedFile(object), name: object.string)
                report.add(unit: unit, rebuilt: FunctionSymbols(rebuilt), vmlinux: vmlinux)
            }
            return report
        }
    }

    private static func compile(
        _ unit: String, _ tree: KernelTree, to object: FilePath
    ) async throws {
        guard let command = tree.compileCommands[unit] else {
            throw KernelTreeError.unitsUnknown([unit])
        }
        let result = try await Command(
            tree.compiler, command.flags + ["-g0", "-c", "-o", object.string, unit],
            environment: ["LC_ALL": "C"], in: tree.source
        ).run()
        guard result.isSuccess else {
            throw KernelTreeError.compilationFailed(unit: unit, log: result.errorText)
        }
    }
}
