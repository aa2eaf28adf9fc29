// SPDX-License-Identifier: Apache-2.0
import ELF

/// livepatch's symbol positions: among the symbols of one name, in kallsyms'
/// order, which is address order (kernel/livepatch/core.c, klp_find_callback).
struct Sympos {
    private var addresses: [String: [UInt64]] = [:]
    private var globals: Set<String> = []

    init(_ index: SymbolIndex, names: Set<String>) {
        for symbol in index.symbols where symbol.isInSection && names.contains(symbol.name) {
            if symbol.binding != .local { globals.insert(symbol.name) }
            addresses[symbol.name, default: []].append(symbol.value)
        }
        addresses = addresses.mapValues { $0.sorted() }
    }

    func number(_ functions: inout [KernelFacts.Function]) {
        for place in functions.indices {
            guard let name = functions[place].symbol, let all = addresses[name],
                let position = all.firstIndex(of: functions[place].address)
            else { continue }
            let isUniqueGlobal = all.count == 1 && globals.contains(name)
            functions[place].sympos = isUniqueGlobal ? 0 : position + 1
        }
    }
}
