// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

extension Closure {
    enum Resolution {
        case atom(AtomIndex)
        case vmlinux(VmlinuxSymbol)
        /// An address taken of a function that the module carries.
        case vmlinuxFunction(Boundary.Function)
        /// Defined by the runtime's own objects.
        case runtime(String)
        case newCallback(String)
        case undefined(String)
    }

    /// What a reference of the carried atom `holder` (nil: of a table's entry)
    /// means in the module.
    func resolution(of reference: AtomReference, from holder: AtomIndex?) -> Resolution {
        switch reference.target {
        case .external(let name):
            if request.runtimeSymbols.contains(name) { return .runtime(name) }
            return policy.global(name).map { .vmlinux($0) } ?? .undefined(name)
        case .atom(let index):
            let atom = graph.atoms[index]
            if policy.isClassTable(atom), let table = policy.global(atom.name) {
                return .vmlinux(table)
            }
            if case .vmlinux(let symbol) = policy.ownership(atom) { return .vmlinux(symbol) }
            guard atom.kind == .function, takesAddress(reference, of: index, from: holder) else {
                return .atom(index)
            }
            if case .newCallback = addressTaken(atom), let holder, hookAtoms.contains(holder) {
                return .atom(index)
            }
            return addressTaken(atom)
        }
    }

    private func takesAddress(
        _ reference: AtomReference, of index: AtomIndex, from holder: AtomIndex?
    ) -> Bool {
        guard let holder, !reference.isBranch else { return false }
        let source = graph.atoms[holder]
        // Jump labels and the like name places inside the function itself.
        if holder == index || source.kind == .anonymous && source.section.isExecutable {
            return false
        }
        return !policy.isClassTable(source)
    }

    private func addressTaken(_ atom: Atom) -> Resolution {
        if let function = policy.function(atom) { return .vmlinuxFunction(function) }
        return policy.headerFunction(atom).map { .vmlinux($0) } ?? .newCallback(atom.name)
    }
}
