// SPDX-License-Identifier: Apache-2.0
import ELF
import Support

/// What the debug information says: all of the interesting units, and of the
/// others where their code lies.
struct DebugFacts {
    /// The interesting units, resolved.
    private(set) var units: [ResolvedUnit] = []
    private let extraFiles: Set<String>
    private let code: UnitCode

    /// Pieces of code of the interesting units.
    var wantedCode: [(range: Range<UInt64>, unit: String)] {
        let wanted = Set(units.map(\.unit))
        return code.pieces.filter { wanted.contains($0.unit) }
    }

    static let schedulerDirectory = "kernel/sched/"

    /// - Throws: `FactsError`.
    init(_ image: KernelImage, extraFiles: [String]) throws {
        self.extraFiles = Set(extraFiles)
        let table = try image.units()
        code = try image.code()
        guard table.names.contains(where: { $0.hasPrefix(Self.schedulerDirectory) }) else {
            throw FactsError.noSchedulerUnits
        }
        let wanted = wantedUnits(of: table.names)
        units = try image.withDebugSections { sections in
            try zip(table.headers, table.names).filter { wanted.contains($0.1) }.map {
                try UnitResolver(sections, $0, table.paths).resolve(named: $1)
            }
        }
    }

    /// Units of kernel/sched, the extra files' own, and for an extra file that
    /// is no unit (it is `#include`d by one) all units of its directory.
    private func wantedUnits(of names: [String]) -> Set<String> {
        var wanted = Set(names.filter { $0.hasPrefix(Self.schedulerDirectory) })
        let all = Set(names)
        for file in extraFiles where !file.hasPrefix(Self.schedulerDirectory) {
            if all.contains(file) {
                wanted.insert(file)
            } else {
                let directory = Self.directory(of: file)
                wanted.formUnion(all.filter { Self.directory(of: $0) == directory })
            }
        }
        return wanted
    }

    private static func directory(of path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }

    /// Whether a source file is one of those the facts are about.
    func isWanted(_ file: String) -> Bool {
        file.hasPrefix(Self.schedulerDirectory) || extraFiles.contains(file)
    }

    /// Name of the unit whose code holds `address`.
    func unitName(holding address: UInt64) -> String? { code.unitName(holding: address) }
}
