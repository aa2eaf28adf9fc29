// SPDX-License-Identifier: Apache-2.0

/// How an unmodified rebuild of some units compares with vmlinux.
public struct RebuildReport: Sendable, Codable, Equatable {
    public static let currentSchema = 1
    public var schema = RebuildReport.currentSchema
    public var units: [Unit]
    public var differences: [Difference]

    public struct Unit: Sendable, Codable, Equatable {
        public var unit: String
        /// Functions with code, in the rebuilt object or in vmlinux.
        public var functions: Int
        /// Of those, how many vmlinux has with the same size.
        public var same: Int
        /// Weak functions that another unit of vmlinux overrides; not compared.
        public var overridden: Int

        public init(unit: String, functions: Int, same: Int, overridden: Int = 0) {
            self.unit = unit
            self.functions = functions
            self.same = same
            self.overridden = overridden
        }
    }

    public struct Difference: Sendable, Codable, Equatable, CustomStringConvertible {
        public var unit: String
        public var symbol: String
        /// Sizes in bytes; none on the side that does not have the function,
        /// several where local functions share the name.
        public var vmlinux: [UInt64]
        public var rebuilt: [UInt64]

        public init(unit: String, symbol: String, vmlinux: [UInt64], rebuilt: [UInt64]) {
            self.unit = unit
            self.symbol = symbol
            self.vmlinux = vmlinux
            self.rebuilt = rebuilt
        }

        public var description: String {
            "\(unit): \(symbol): \(Self.text(vmlinux)) in vmlinux, \(Self.text(rebuilt)) rebuilt"
        }

        private static func text(_ sizes: [UInt64]) -> String {
            sizes.isEmpty
                ? "not" : sizes.map(String.init).joined(separator: " and ") + " bytes"
        }
    }

    public init(units: [Unit], differences: [Difference]) {
        self.units = units
        self.differences = differences
    }

    public var isSame: Bool { differences.isEmpty }

    /// Such as `1012 of 1012 functions of 4 units are the same`.
    public var summary: String {
        let functions = units.reduce(0) { $0 + $1.functions }
        let same = units.reduce(0) { $0 + $1.same }
        return "\(same) of \(functions) functions of \(units.count) units are the same"
    }
}
