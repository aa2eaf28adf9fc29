// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF
import Kernel
import Support

/// The object that gives vmlinux's non-exported symbols their link-time values.
struct AbsoluteSymbols {
    let facts: KernelFacts

    func object(
        for extracted: ExtractedObject, runtime: (undefined: Set<String>, defined: Set<String>)
    ) throws -> ObjectFile {
        var values = extracted.absoluteSymbols
        values[RuntimeContract.current.baseSymbol] = facts.textBase
        for name in runtime.undefined.sorted() where !RuntimeContract.current.isModuleSymbol(name) {
            guard let symbol = facts.globals[name] else {
                throw SystemError.other("the runtime needs `\(name)`, which vmlinux lacks")
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
