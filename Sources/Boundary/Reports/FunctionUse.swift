// SPDX-License-Identifier: Apache-2.0

/// Who refers to a function, and how. References of one kind from one source
/// are one use.
package struct FunctionUse: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case call
        /// the address is an operand of an instruction
        case addressInCode = "address-in-code"
        /// the address stands in data
        case addressInData = "pointer-in-data"
        /// modules may call it
        case export
        /// the system call table leads to it
        case systemCall = "syscall"
    }

    package var kind: Kind
    /// The function or the data object that refers; the section where neither is
    /// known; the alias, for a system call.
    package var source: String
    /// Source file of that symbol, relative to the tree, where it is known.
    package var file: String?
    /// Whether it is the boundary's own code, which is replaced too.
    package var isInside: Bool
    /// How many references these are.
    package var places: Int = 1

    /// Such as `called from schedule_timeout (kernel/time/timer.c), 3 times`.
    package var sentence: String {
        let place = file.map { "\(source) (\($0))" } ?? source
        let times = places > 1 ? ", \(places) times" : ""
        switch kind {
        case .call: return "called from \(place)\(times)"
        case .addressInCode: return "its address is taken in \(place)\(times)"
        case .addressInData: return "its address is stored in \(place)\(times)"
        case .export: return "exported to modules"
        case .systemCall: return "a system call's entry, \(source)"
        }
    }
}
