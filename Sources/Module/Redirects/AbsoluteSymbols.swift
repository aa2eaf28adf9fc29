// SPDX-License-Identifier: Apache-2.0
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
        values[RuntimeTables.baseSymbol] = facts.textBase
        for name in runtime.undefined.sorted() where !Self.isGenerated(name) {
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

    /// Of the generated tables, of schedule.S, or added by kbuild.
    private static func isGenerated(_ name: String) -> Bool {
        name.hasPrefix("variant_") || name == "__this_module"
    }
}
