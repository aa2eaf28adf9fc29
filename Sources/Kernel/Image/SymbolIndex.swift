// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support

/// vmlinux's symbols by address and by name.
struct SymbolIndex {
    /// One symbol that covers addresses of a section.
    struct Place {
        var address: UInt64
        var end: UInt64
        /// In `symbols`.
        var symbol: Int
    }

    let symbols: [ELFImage.Symbol]
    let sections: [ELFImage.Section]
    /// Functions by address.
    private(set) var functions: [Place] = []
    /// Data objects by (section, address).
    private var objects: [Int: [Place]] = [:]
    /// Names that have a `__ksymtab_`.
    private(set) var exported: Set<String> = []
    /// Addresses of the symbols that delimit tables, by name.
    private(set) var labels: [String: UInt64] = [:]

    init(_ image: ELFImage) {
        symbols = image.symbols
        sections = image.sections
        for symbol in symbols where symbol.isInSection && !symbol.isPadding {
            switch symbol.type {
            case .function:
                functions.append(place(symbol))
            case .object:
                objects[symbol.sectionIndex, default: []].append(place(symbol))
            case .none:
                note(symbol)
                // Assembler code between SYM_CODE_START and SYM_CODE_END.
                if symbol.size > 0, sections[symbol.sectionIndex].isExecutable {
                    functions.append(place(symbol))
                }
            default: break
            }
        }
        func precedes(_ a: Place, _ b: Place) -> Bool {
            (a.address, a.symbol) < (b.address, b.symbol)
        }
        functions.sort(by: precedes)
        objects = objects.mapValues { $0.sorted(by: precedes) }
    }

    private func place(_ symbol: ELFImage.Symbol) -> Place {
        Place(
            address: symbol.value, end: symbol.value &+ symbol.size, symbol: symbol.index)
    }

    private mutating func note(_ symbol: ELFImage.Symbol) {
        let prefix = "__ksymtab_"
        if symbol.name.hasPrefix(prefix) {
            exported.insert(String(symbol.name.dropFirst(prefix.count)))
        } else if symbol.binding != .local {
            labels[symbol.name] = symbol.value
        }
    }

    /// The function whose code holds `address`, or the nearest one before it in
    /// the same section where assembler code has no sizes.
    func function(holding address: UInt64) -> ELFImage.Symbol? {
        guard let found = Self.last(functions, upTo: address) else { return nil }
        if address < found.end { return symbols[found.symbol] }
        let section = sections[symbols[found.symbol].sectionIndex]
        return found.address == found.end && address < section.endAddress
            ? symbols[found.symbol] : nil
    }

    /// The data object that holds `address` of a section.
    func object(holding address: UInt64, section: Int) -> ELFImage.Symbol? {
        guard let places = objects[section], let found = Self.last(places, upTo: address),
            address < found.end
        else { return nil }
        return symbols[found.symbol]
    }

    /// Functions that start at `address`.
    func functions(at address: UInt64) -> [ELFImage.Symbol] {
        starting(at: address, functions)
    }

    /// Functions that start in `range`.
    func functions(in range: Range<UInt64>) -> [ELFImage.Symbol] {
        let first = Self.firstIndex(functions, from: range.lowerBound)
        let last = Self.firstIndex(functions, from: range.upperBound)
        return functions[first..<last].map { symbols[$0.symbol] }
    }

    /// Data objects that start at `address`.
    func objects(at address: UInt64) -> [ELFImage.Symbol] {
        objects.values.flatMap { starting(at: address, $0) }
    }

    private func starting(at address: UInt64, _ places: [Place]) -> [ELFImage.Symbol] {
        var found: [ELFImage.Symbol] = []
        var index = Self.firstIndex(places, from: address)
        while index < places.count, places[index].address == address {
            found.append(symbols[places[index].symbol])
            index += 1
        }
        return found
    }

    func sectionName(_ symbol: ELFImage.Symbol) -> String {
        symbol.isInSection ? sections[symbol.sectionIndex].name : ""
    }

    private static func last(_ places: [Place], upTo address: UInt64) -> Place? {
        // Zero-sized symbols may share the start of a real one: prefer a place
        // that covers the address.
        var index = firstIndex(places, from: address &+ 1) - 1
        guard index >= 0 else { return nil }
        let nearest = places[index]
        while index >= 0, places[index].address == nearest.address {
            if address < places[index].end { return places[index] }
            index -= 1
        }
        return nearest
    }

    /// Index of the first place at or above `address`.
    private static func firstIndex(_ places: [Place], from address: UInt64) -> Int {
        places.partitioningIndex { $0.address >= address }
    }
}
