// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support

/// The image's names that mean one symbol: global and weak ones, and local ones
/// that occur once.
struct GlobalNames {
    let symbols: [String: KernelFacts.Symbol]

    /// Names that only the export tables use.
    private static let exportTables = ["__ksymtab_", "__kstrtab", "__crc_"]

    init(_ index: SymbolIndex) {
        var found: [String: KernelFacts.Symbol] = [:]
        found.reserveCapacity(index.symbols.count)
        var isGlobal: Set<String> = []
        var ambiguous: Set<String> = []
        for symbol in index.symbols where Self.isName(symbol) {
            let fact = Self.fact(symbol, index)
            if symbol.binding != .local {
                found[symbol.name] = fact
                isGlobal.insert(symbol.name)
            } else if isGlobal.contains(symbol.name) {
                continue
            } else if found.updateValue(fact, forKey: symbol.name) != nil {
                ambiguous.insert(symbol.name)
            }
        }
        for name in ambiguous where !isGlobal.contains(name) { found[name] = nil }
        symbols = found
    }

    private static func isName(_ symbol: ELFImage.Symbol) -> Bool {
        guard !symbol.isUndefined, symbol.type != .section, symbol.type != .file,
            !symbol.name.isEmpty, !symbol.isPadding
        else { return false }
        return !symbol.name.utf8.starts(with: "__".utf8)
            || !exportTables.contains { symbol.name.utf8.starts(with: $0.utf8) }
    }

    private static func fact(
        _ symbol: ELFImage.Symbol, _ index: SymbolIndex
    ) -> KernelFacts.Symbol {
        let kind: KernelFacts.Symbol.Kind =
            switch symbol.type {
            case .function: .function
            case .object: .object
            default: .other
            }
        return KernelFacts.Symbol(
            address: symbol.value, size: symbol.size, kind: kind, isWeak: symbol.binding == .weak,
            section: index.sectionName(symbol), isExported: index.exported.contains(symbol.name))
    }
}
