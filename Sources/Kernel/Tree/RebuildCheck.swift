// SPDX-License-Identifier: Apache-2.0
import ELF
import Support
import SystemPackage

/// Compares objects of unmodified units with vmlinux, function by function: that
/// proves configuration, source and compiler at once.
///
/// The objects are those that a variant's are compared with later. They are
/// compiled with a section for each function and with a header ahead; what that
/// changes in a function is known (see `ExpectedDifferences`) and counts as the
/// same. Without debug information, which makes no difference to the code.
package enum RebuildCheck {
    /// The object of an unmodified unit; its name tells what it was made of.
    package struct Object: Sendable {
        /// Source path of the unit, such as `kernel/sched/core.c`.
        package var unit: String
        /// Where the compiled object is.
        package var path: FilePath

        package init(unit: String, path: FilePath) {
            self.unit = unit
            self.path = path
        }

        var name: String { path.lastComponent?.string ?? "" }
    }

    /// The result is kept beside the tree, so the work is done once for each
    /// object.
    ///
    /// - Throws: `KernelTreeError.rebuildDiffers` with every difference;
    ///   `ELFError`.
    @discardableResult
    package static func run(
        _ kernel: PreparedKernel, _ objects: [Object]
    ) async throws -> RebuildReport {
        let file = kernel.directory.rebuildReport
        var report = stored(file)
        let new = objects.filter { object in
            !report.units.contains { $0.unit == object.unit && $0.object == object.name }
        }
        if !new.isEmpty {
            let units = Set(new.map(\.unit))
            report.units.removeAll { units.contains($0.unit) }
            report.differences.removeAll { units.contains($0.unit) }
            let found = try await offPool { try compare(new, kernel) }
            report.units += found.units
            report.differences += found.differences
            try Files.replace(file, with: CanonicalJSON.compact(report))
        }
        guard report.isSame else { throw KernelTreeError.rebuildDiffers(report) }
        return report
    }

    private static func stored(_ file: FilePath) -> RebuildReport {
        guard let report = CanonicalJSON.cached(RebuildReport.self, at: file),
            report.schema == RebuildReport.currentSchema
        else { return RebuildReport(units: [], differences: []) }
        return report
    }

    static func compare(_ objects: [Object], _ kernel: PreparedKernel) throws -> RebuildReport {
        let vmlinux = FunctionSymbols(kernel.image.elf)
        var report = RebuildReport(units: [], differences: [])
        for object in objects {
            let image = try ELFImage(file: MappedFile(object.path), name: object.path.string)
            let expected = ExpectedDifferences(image, kernel.image)
            report.add(
                unit: object.unit, object: object.name, rebuilt: FunctionSymbols(image),
                vmlinux: vmlinux, isExpected: expected.contains)
        }
        return report
    }
}
