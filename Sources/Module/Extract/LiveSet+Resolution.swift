// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

extension LiveSet {
    enum Resolution {
        case input(InputIndex)
        case vmlinux(VmlinuxSymbol)
        /// vmlinux's copy of a string literal; `addend` replaces the reference's own.
        case vmlinuxString(VmlinuxSymbol, addend: Int64)
        /// An address taken of a function that comes along.
        case vmlinuxFunction(Boundary.Function)
        /// Defined by the runtime's own objects.
        case runtime(String)
        case newCallback(String)
        case undefined(String)
    }

    /// What a reference of the live input section `holder` (nil: of a table's entry)
    /// means in the module.
    func resolution(of reference: InputReference, from holder: InputIndex?) -> Resolution {
        switch reference.target {
        case .external(let name):
            if request.runtimeSymbols.contains(name) { return .runtime(name) }
            return policy.global(name).map { .vmlinux($0) } ?? .undefined(name)
        case .input(let index):
            let input = graph.inputs[index]
            if policy.isClassTable(input), let table = policy.global(input.name) {
                return .vmlinux(table)
            }
            if case .vmlinux(let symbol) = policy.ownership(input) { return .vmlinux(symbol) }
            if let (symbol, addend) = strings.vmlinux(reference, from: holder) {
                return .vmlinuxString(symbol, addend: addend)
            }
            guard input.kind == .function, takesAddress(reference, of: index, from: holder) else {
                return .input(index)
            }
            if case .newCallback = addressTaken(input), let holder, hookInputs.contains(holder) {
                return .input(index)
            }
            return addressTaken(input)
        }
    }

    private func takesAddress(
        _ reference: InputReference, of index: InputIndex, from holder: InputIndex?
    ) -> Bool {
        guard let holder, !reference.isBranch else { return false }
        let source = graph.inputs[holder]
        // Jump labels and the like name places inside the function itself.
        if holder == index || source.kind == .anonymous && source.section.isExecutable {
            return false
        }
        return !policy.isClassTable(source)
    }

    private func addressTaken(_ input: InputSection) -> Resolution {
        if let function = policy.function(input) { return .vmlinuxFunction(function) }
        return policy.headerFunction(input).map { .vmlinux($0) } ?? .newCallback(input.name)
    }
}
