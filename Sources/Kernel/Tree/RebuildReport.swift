// SPDX-License-Identifier: Apache-2.0

/// How an unmodified rebuild of some units compares with vmlinux.
package struct RebuildReport: Sendable, Codable, Equatable {
    /// The version of `rebuild.json` that this program writes.
    package static let currentSchema = 2
    /// A kept report of another schema is made anew.
    package var schema = RebuildReport.currentSchema
    /// One for each unit that was compared.
    package var units: [Unit]
    /// Functions that vmlinux has otherwise, or not at all; empty when the compiler is
    /// proved.
    package var differences: [Difference]

    /// The figures of one unit.
    package struct Unit: Sendable, Codable, Equatable {
        /// Source path, such as `kernel/sched/core.c`.
        package var unit: String
        /// Name of the object's file, which tells what it was made of.
        package var object: String
        /// Functions with code, in the rebuilt object or in vmlinux.
        package var functions: Int
        /// Of those, how many vmlinux has with the same size, or with another for
        /// a reason that is known.
        package var same: Int
        /// Weak functions that another unit of vmlinux overrides; not compared.
        package var overridden: Int

        package init(
            unit: String, object: String = "", functions: Int, same: Int, overridden: Int = 0
        ) {
            self.unit = unit
            self.object = object
            self.functions = functions
            self.same = same
            self.overridden = overridden
        }
    }

    /// A function whose code is not the same on both sides.
    package struct Difference: Sendable, Codable, Equatable, CustomStringConvertible {
        /// Source path of the unit that defines it.
        package var unit: String
        /// ELF symbol.
        package var symbol: String
        /// Sizes in bytes; none on the side that does not have the function,
        /// several where local functions share the name.
        package var vmlinux: [UInt64]
        /// The same of the rebuilt object.
        package var rebuilt: [UInt64]

        package init(unit: String, symbol: String, vmlinux: [UInt64], rebuilt: [UInt64]) {
            self.unit = unit
            self.symbol = symbol
            self.vmlinux = vmlinux
            self.rebuilt = rebuilt
        }

        package var description: String {
            "\(unit): \(symbol): \(Self.text(vmlinux)) in vmlinux, \(Self.text(rebuilt)) rebuilt"
        }

        private static func text(_ sizes: [UInt64]) -> String {
            sizes.isEmpty
                ? "not" : sizes.map(String.init).joined(separator: " and ") + " bytes"
        }
    }

    /// Whether the rebuild proves configuration, source and compiler.
    package var isSame: Bool { differences.isEmpty }

    /// Such as `1012 of 1012 functions of 4 units are the same`.
    package var summary: String {
        let functions = units.reduce(0) { $0 + $1.functions }
        let same = units.reduce(0) { $0 + $1.same }
        return "\(same) of \(functions) functions of \(units.count) units are the same"
    }
}
