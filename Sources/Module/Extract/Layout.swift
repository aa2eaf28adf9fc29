// SPDX-License-Identifier: Apache-2.0
import ELF

/// Lays the carried atoms out in a few sections and names what is in them.
///
///  1. Functions first, their cold parts behind them, all in one text section
///     between two symbols; data by kind; code tables under their own names.
///  2. A symbol for each atom, prefixed; an undefined one for each symbol of
///     vmlinux, of the runtime and of the static-call keys objtool looks for.
///  3. Every reference becomes a relocation against one of these symbols.
struct Layout {
    private let closure: Closure
    private var sections: [ObjectFile.Section] = []
    private var symbols: [ObjectFile.Symbol] = []
    private var sectionNumber: [String: Int] = [:]
    private var symbolOfAtom: [AtomIndex: Int] = [:]
    private var symbolOfSection: [Int] = []
    private var symbolOfName: [String: Int] = [:]
    private var place: [AtomIndex: (section: Int, offset: Int)] = [:]
    private var absolute: [String: UInt64] = [:]

    init(_ closure: Closure) { self.closure = closure }

    func object() -> ExtractedObject {
        var layout = self
        layout.placeAtoms()
        layout.nameAtoms()
        layout.relocate()
        layout.addTables()
        layout.addStaticCallKeys()
        return layout.result()
    }

    // MARK: Placing

    private mutating func placeAtoms() {
        let atoms = closure.graph.atoms
        let order = closure.carried.sorted { a, b in
            (rank(atoms[a]), a) < (rank(atoms[b]), b)
        }
        for index in order { append(atoms[index], index) }
        if let text = sectionNumber[ExtractedObject.textSection] {
            mark(ExtractedObject.textStart, text, at: 0)
            mark(ExtractedObject.textEnd, text, at: sections[text].bytes.count)
        }
    }

    /// Hot code, cold code, then data, each kind together.
    private func rank(_ atom: Atom) -> Int {
        if atom.section.isExecutable { return atom.parentName == nil ? 0 : 1 }
        return 2
    }

    private mutating func append(_ atom: Atom, _ index: AtomIndex) {
        let number = section(for: atom)
        let padding: UInt8 = atom.section.isExecutable ? 0xcc : 0
        // gcc aligns functions to 16; pieces of a shared section lost that.
        let alignment = atom.kind == .function && rank(atom) == 0 ? 16 : atom.alignment
        let start = Self.aligned(sections[number].size, alignment)
        sections[number].alignment = max(sections[number].alignment, UInt64(alignment))
        if sections[number].type != ELFImage.SectionType.noBits {
            let gap = start - sections[number].bytes.count
            sections[number].bytes.append(contentsOf: repeatElement(padding, count: gap))
            sections[number].bytes.append(
                contentsOf: atom.bytes.isEmpty
                    ? [UInt8](repeating: 0, count: atom.size) : atom.bytes)
        }
        sections[number].size = start + atom.size
        place[index] = (number, start)
    }

    private static func aligned(_ offset: Int, _ alignment: Int) -> Int {
        (offset + alignment - 1) / alignment * alignment
    }

    private mutating func section(for atom: Atom) -> Int {
        let traits = atom.section
        let noBits = traits.type == ELFImage.SectionType.noBits
        let name =
            switch traits.treatment {
            case .sideCode: traits.name
            case .data(let output?): output
            default:
                if traits.isExecutable {
                    ExtractedObject.textSection
                } else if traits.isWritable {
                    noBits ? ".bss" : ".data"
                } else {
                    ".rodata"
                }
            }
        // Merging strings is not ours to redo: flags beyond alloc, write, exec go.
        return number(
            of: name,
            type: noBits && name == ".bss" ? traits.type : ELFImage.SectionType.programBits,
            flags: traits.flags & 7)
    }

    private mutating func number(of name: String, type: UInt32, flags: UInt64) -> Int {
        if let number = sectionNumber[name] { return number }
        sections.append(ObjectFile.Section(name: name, type: type, flags: flags))
        sectionNumber[name] = sections.count - 1
        return sections.count - 1
    }

    // MARK: Naming

    private mutating func mark(_ name: String, _ section: Int, at offset: Int) {
        symbols.append(
            .init(name: name, value: UInt64(offset), binding: .global, place: .section(section)))
    }

    private mutating func nameAtoms() {
        let globals = Set(closure.targets.values)
            .union(
                named(
                    closure.request.runtimeEntries + closure.request.runtimeVariables
                        + closure.hooks)
            )
            .union(named(closure.request.classTables))
        for number in sections.indices {
            symbols.append(.init(name: "", type: .section, place: .section(number)))
            symbolOfSection.append(symbols.count - 1)
        }
        for index in closure.carried where closure.graph.atoms[index].kind != .anonymous {
            let atom = closure.graph.atoms[index]
            let (section, offset) = place[index]!
            symbols.append(
                .init(
                    name: ExtractedObject.prefix + atom.name,
                    value: UInt64(offset), size: UInt64(atom.size),
                    binding: globals.contains(index) ? .global : .local,
                    type: atom.kind == .function ? .function : .object,
                    place: .section(section)))
            symbolOfAtom[index] = symbols.count - 1
        }
    }

    private func named(_ names: [String]) -> Set<AtomIndex> {
        let names = Set(names)
        return Set(closure.carried.filter { names.contains(closure.graph.atoms[$0].name) })
    }

    private mutating func undefined(_ name: String) -> Int {
        if let number = symbolOfName[name] { return number }
        symbols.append(.init(name: name, binding: .global))
        symbolOfName[name] = symbols.count - 1
        return symbols.count - 1
    }

    private mutating func symbol(of vmlinux: VmlinuxSymbol) -> Int {
        if !vmlinux.isExported { absolute[vmlinux.name] = vmlinux.address }
        return undefined(vmlinux.name)
    }

    // MARK: Relocating

    private mutating func relocate() {
        for index in closure.carried {
            let (section, offset) = place[index]!
            for reference in closure.graph.atoms[index].references {
                let relocation = relocation(reference, from: index, at: offset)
                sections[section].relocations.append(relocation)
            }
        }
    }

    private mutating func relocation(
        _ reference: AtomReference, from holder: AtomIndex?, at offset: Int
    ) -> ObjectFile.Relocation {
        let number: Int
        var addend = reference.addend
        switch closure.resolution(of: reference, from: holder) {
        case .atom(let atom):
            // objtool takes a branch to a named symbol for one that leaves the
            // function, and wants section symbols in its tables, as gas writes them.
            if let named = symbolOfAtom[atom], holder != nil,
                !closure.graph.atoms[atom].section.isExecutable
            {
                number = named
            } else {
                let (section, start) = place[atom]!
                number = symbolOfSection[section]
                addend += Int64(start)
            }
        case .vmlinux(let vmlinux): number = symbol(of: vmlinux)
        case .vmlinuxFunction(let function):
            number = symbol(of: closure.policy.vmlinux(function))
        case .runtime(let name), .newCallback(let name), .undefined(let name):
            number = undefined(name)
        }
        return .init(
            offset: UInt64(offset + reference.offset), type: reference.type, symbol: number,
            addend: addend)
    }

    private mutating func addTables() {
        for (table, entry) in closure.entries {
            let source = closure.graph.tables[table]
            let number = number(
                of: source.section.name, type: source.section.type,
                flags: source.section.flags & 7)
            sections[number].alignment = max(
                sections[number].alignment, UInt64(source.alignment))
            sections[number].entrySize = 0
            let start = sections[number].bytes.count
            sections[number].bytes += source.entries[entry].bytes
            sections[number].size = sections[number].bytes.count
            for reference in source.entries[entry].references {
                let relocation = relocation(reference, from: nil, at: start)
                sections[number].relocations.append(relocation)
            }
        }
    }

    /// objtool turns a call of `__SCT__x` into a static-call site and wants to
    /// see the key `__SCK__x` in the symbol table (tools/objtool/check.c,
    /// create_static_call_sections).
    private mutating func addStaticCallKeys() {
        for name in symbolOfName.keys.sorted() where name.hasPrefix("__SCT__") {
            let key = "__SCK__" + name.dropFirst("__SCT__".count)
            if let vmlinux = closure.policy.global(key) { _ = symbol(of: vmlinux) }
        }
    }

    // MARK: Result

    private func result() -> ExtractedObject {
        var targets: [String: String] = [:]
        for (symbol, atom) in closure.targets {
            targets[symbol] = ExtractedObject.prefix + closure.graph.atoms[atom].name
        }
        let carried = closure.carried.map { closure.graph.atoms[$0] }
        let tables = Set(closure.request.classTables)
        return ExtractedObject(
            object: ObjectFile(sections: sections, symbols: symbols), absoluteSymbols: absolute,
            redirects: closure.redirects.sorted(), targets: targets,
            classTables: Dictionary(
                carried.filter { tables.contains($0.name) }.map { ($0.name, $0.size) },
                uniquingKeysWith: { first, _ in first }),
            functions: carried.filter { $0.kind == .function }.map(\.name).sorted(),
            variables: carried.filter { $0.kind == .object && !tables.contains($0.name) }
                .map(\.name).sorted())
    }
}
