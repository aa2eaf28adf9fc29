// SPDX-License-Identifier: Apache-2.0

/// What a kernel was compiled from.
package struct UnitList: Sendable {
    /// Every compilation unit, relative to the tree.
    package var all: Set<String>
    /// Those to which a header of kernel/sched gave code or types.
    package var withSchedulerHeaders: Set<String>
}

extension PreparedKernel {
    /// Reads the table of units and each unit's table of directories.
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package func unitList() throws -> UnitList {
        let units = try image.units()
        let users = try image.withDebugSections { sections in
            try zip(units.headers, units.names).filter { header, _ in
                try DwarfFileTable.directories(sections, header).contains {
                    $0.hasSuffix("kernel/sched") || $0.hasSuffix("kernel/sched/")
                }
            }
        }
        return UnitList(all: Set(units.names), withSchedulerHeaders: Set(users.map(\.1)))
    }
}
