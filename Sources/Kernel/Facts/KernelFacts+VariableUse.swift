// SPDX-License-Identifier: Apache-2.0
import Support

extension KernelFacts {
    /// One place that uses a variable.
    package struct VariableUse: Sendable, Hashable {
        /// As the decoded instruction or the table says; never `call`.
        package var kind: ReferenceKind
        /// Link-time address of the variable; of a per-CPU one, its offset.
        package var variable: UInt64
        /// Symbol that contains the place: a function, or a data object.
        package var source: String
        /// Entry of that function, of the whole for a `.cold` part; the object's
        /// address, for data.
        package var sourceAddress: UInt64
        /// As in `Reference`.
        package var sourceFile: String?
        /// Of the instruction, or of the pointer.
        package var address: UInt64
        /// Section of vmlinux in which the place is.
        package var section: String
    }
}

extension KernelFacts.Variable {
    /// Every CPU has one of its own; the address is an offset.
    package var isPerCPU: Bool { section.hasPrefix(".data..percpu") }
}
