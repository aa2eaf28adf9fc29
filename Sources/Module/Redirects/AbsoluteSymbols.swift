// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Kernel
import Support

/// The object that gives vmlinux's non-exported symbols their link-time values.
struct AbsoluteSymbols {
    let facts: KernelFacts
    /// Entries of vmlinux's functions that must not be called indirectly.
    var sealed: Set<UInt64> = []

    /// - Throws: `SystemError` when the runtime does not fit the kernel.
    func object(
        for extracted: ExtractedObject, runtime: RuntimeSymbols
    ) throws -> ObjectFile {
        var values = extracted.absoluteSymbols
        values[RuntimeContract.current.baseSymbol] = facts.textBase
        let contract = RuntimeContract.current
        for name in runtime.undefined.sorted()
        where !contract.isModuleSymbol(name) && !name.hasPrefix(contract.symbolPrefix) {
            guard let symbol = facts.globals[name] else {
                throw SystemError.other("the runtime needs `\(name)`, which vmlinux lacks")
            }
            if runtime.taken.contains(name), sealed.contains(symbol.address) {
                throw SystemError.other(
                    "the runtime takes the address of `\(name)`, which the kernel has sealed against indirect calls"
                )
            }
            if !symbol.isExported { values[name] = symbol.address }
        }
        return ObjectFile(
            sections: [],
            symbols: values.sorted { $0.key < $1.key }.map {
                .init(name: $0.key, value: $0.value, binding: .global, place: .absolute)
            })
    }
}
