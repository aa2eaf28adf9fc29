// SPDX-License-Identifier: Apache-2.0

/// How an unmodified rebuild of some units compares with vmlinux.
package struct RebuildReport: Sendable, Codable, Equatable {
    package static let currentSchema = 2
    package var schema = RebuildReport.currentSchema
    package var units: [Unit]
    package var differences: [Difference]

    package struct Unit: Sendable, Codable, Equatable {
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

    package struct Difference: Sendable, Codable, Equatable, CustomStringConvertible {
        package var unit: String
        package var symbol: String
        /// Sizes in bytes; none on the side that does not have the function,
        /// several where local functions share the name.
        package var vmlinux: [UInt64]
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

    package var isSame: Bool { differences.isEmpty }

    /// Such as `1012 of 1012 functions of 4 units are the same`.
    package var summary: String {
        let functions = units.reduce(0) { $0 + $1.functions }
        let same = units.reduce(0) { $0 + $1.same }
        return "\(same) of \(functions) functions of \(units.count) units are the same"
    }
}
