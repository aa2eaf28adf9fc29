// SPDX-License-Identifier: Apache-2.0
import Contract
import ELF

/// Lays the live input sections out in a few sections and names what is in them.
///
///  1. Functions first, their cold parts behind them, all in one text section
///     between two symbols; data by kind; code tables under their own names.
///  2. A symbol for each input section, prefixed; an undefined one for each symbol of
///     vmlinux, of the runtime and of the static-call keys objtool looks for.
///  3. Every reference becomes a relocation against one of these symbols.
struct OutputLayout {
    private let live: LiveSet
    private var sections: [ObjectFile.Section] = []
    private var symbols: [ObjectFile.Symbol] = []
    private var sectionNumber: [String: Int] = [:]
    private var symbolOfInput: [InputIndex: Int] = [:]
    private var symbolOfSection: [Int] = []
    private var symbolOfName: [String: Int] = [:]
    private var placed: [InputIndex: Place] = [:]
    private var absolute: [String: UInt64] = [:]
    /// Where the variant refers to constants that outlast the module.
    private var lasting: [LastingPlace] = []

    /// Where an input section lies.
    private struct Place {
        var section: Int
        /// In bytes from the section's start.
        var offset: Int
    }

    /// An operand or a pointer, to be moved when the module is inserted.
    private struct LastingPlace {
        var section: Int
        /// In bytes from the section's start.
        var offset: Int
        /// In bytes.
        var size: UInt32
    }

    init(_ live: LiveSet) { self.live = live }

    /// - Throws: `ExtractionError.notTaken` for a reference to an input section that is
    ///   not live, which following the references should have made impossible.
    func object() throws(ExtractionError) -> ExtractedObject {
        var layout = self
        layout.placeInputs()
        try layout.nameInputs()
        try layout.relocate()
        try layout.addTables()
        layout.addLastingPlaces()
        layout.addStaticCallKeys()
        return layout.result()
    }

    // MARK: Placing

    private mutating func placeInputs() {
        let inputs = live.graph.inputs
        let order = live.members.sorted { a, b in
            (rank(inputs[a]), a) < (rank(inputs[b]), b)
        }
        for index in order { append(inputs[index], index) }
        if let text = sectionNumber[ExtractedObject.textSection] {
            mark(RuntimeContract.current.textStart, text, at: 0)
            mark(RuntimeContract.current.textEnd, text, at: sections[text].bytes.count)
        }
    }

    /// Hot code, cold code, then data, each kind together.
    private func rank(_ input: InputSection) -> Int {
        if input.section.isExecutable { return input.parentName == nil ? 0 : 1 }
        return 2
    }

    private mutating func append(_ input: InputSection, _ index: InputIndex) {
        let number = section(for: input)
        let padding: UInt8 = input.section.isExecutable ? 0xcc : 0
        // gcc aligns functions to 16; pieces of a shared section lost that.
        let alignment = input.kind == .function && rank(input) == 0 ? 16 : input.alignment
        let start = Self.aligned(sections[number].size, alignment)
        sections[number].alignment = max(sections[number].alignment, UInt64(alignment))
        if sections[number].type != ELFImage.SectionType.noBits {
            let gap = start - sections[number].bytes.count
            sections[number].bytes.append(contentsOf: repeatElement(padding, count: gap))
            sections[number].bytes.append(
                contentsOf: input.bytes.isEmpty
                    ? [UInt8](repeating: 0, count: input.size) : input.bytes)
        }
        sections[number].size = start + input.size
        placed[index] = Place(section: number, offset: start)
    }

    private func place(of index: InputIndex) throws(ExtractionError) -> Place {
        guard let place = placed[index] else {
            let input = live.graph.inputs[index]
            throw .notTaken(section: input.section.name, name: input.name)
        }
        return place
    }

    private static func aligned(_ offset: Int, _ alignment: Int) -> Int {
        (offset + alignment - 1) / alignment * alignment
    }

    private mutating func section(for input: InputSection) -> Int {
        let traits = input.section
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
                    Self.isLasting(input) ? ExtractedObject.lastingSection : ".rodata"
                }
            }
        // Merging strings is not ours to redo: flags beyond alloc, write, exec go.
        return number(
            of: name,
            type: noBits && name == ".bss" ? traits.type : ELFImage.SectionType.programBits,
            flags: traits.flags & 7)
    }

    /// Whether a pointer to it may be stored for longer than the module is there, and a
    /// copy is as good: a constant that refers to nothing.
    private static func isLasting(_ input: InputSection) -> Bool {
        input.references.isEmpty && (input.section.isString || input.kind == .object)
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

    private mutating func nameInputs() throws(ExtractionError) {
        let globals = Set(live.targets.values)
            .union(
                named(
                    live.request.runtimeEntries + live.request.runtimeVariables
                        + live.hooks)
            )
            .union(named(live.request.classTables))
        for number in sections.indices {
            symbols.append(.init(name: "", type: .section, place: .section(number)))
            symbolOfSection.append(symbols.count - 1)
        }
        for index in live.members where live.graph.inputs[index].kind != .anonymous {
            let input = live.graph.inputs[index]
            let place = try place(of: index)
            symbols.append(
                .init(
                    name: ExtractedObject.prefix + input.name,
                    value: UInt64(place.offset), size: UInt64(input.size),
                    binding: globals.contains(index) ? .global : .local,
                    type: input.kind == .function ? .function : .object,
                    place: .section(place.section)))
            symbolOfInput[index] = symbols.count - 1
        }
    }

    private func named(_ names: [String]) -> Set<InputIndex> {
        let names = Set(names)
        return Set(live.members.filter { names.contains(live.graph.inputs[$0].name) })
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

    private mutating func relocate() throws(ExtractionError) {
        for index in live.members {
            let place = try place(of: index)
            for reference in live.graph.inputs[index].references {
                let relocation = try relocation(reference, from: index, at: place.offset)
                sections[place.section].relocations.append(relocation)
                if try refersToLasting(reference, from: index) {
                    lasting.append(
                        LastingPlace(
                            section: place.section, offset: place.offset + reference.offset,
                            size: Self.size(of: reference.type)))
                }
            }
        }
    }

    /// What the module loader itself looks through it has read and changed by then, and
    /// the kernel forgets it with the module.
    private func refersToLasting(
        _ reference: InputReference, from holder: InputIndex
    ) throws(ExtractionError) -> Bool {
        guard case .input(let target) = live.resolution(of: reference, from: holder),
            !SectionRule.loaderTables.contains(live.graph.inputs[holder].section.name)
        else { return false }
        return try place(of: target).section == sectionNumber[ExtractedObject.lastingSection]
    }

    private mutating func relocation(
        _ reference: InputReference, from holder: InputIndex?, at offset: Int
    ) throws(ExtractionError) -> ObjectFile.Relocation {
        let number: Int
        var addend = reference.addend
        switch live.resolution(of: reference, from: holder) {
        case .input(let input):
            // objtool takes a branch to a named symbol for one that leaves the
            // function, and wants section symbols in its tables, as gas writes them.
            if let named = symbolOfInput[input], holder != nil,
                !live.graph.inputs[input].section.isExecutable
            {
                number = named
            } else {
                let place = try place(of: input)
                number = symbolOfSection[place.section]
                addend += Int64(place.offset)
            }
        case .vmlinux(let vmlinux): number = symbol(of: vmlinux)
        case .vmlinuxString(let vmlinux, let replaced):
            number = symbol(of: vmlinux)
            addend = replaced
        case .vmlinuxFunction(let function):
            number = symbol(of: live.policy.vmlinux(function))
        case .runtime(let name), .newCallback(let name), .undefined(let name):
            number = undefined(name)
        }
        return .init(
            offset: UInt64(offset + reference.offset), type: reference.type, symbol: number,
            addend: addend)
    }

    private mutating func addTables() throws(ExtractionError) {
        for (table, entry) in live.entries {
            let source = live.graph.tables[table]
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
                let relocation = try relocation(reference, from: nil, at: start)
                sections[number].relocations.append(relocation)
            }
        }
    }

    private static func size(of relocation: UInt32) -> UInt32 {
        [ELFImage.RelocationType.absolute64, ELFImage.RelocationType.pc64].contains(relocation)
            ? 8 : 4
    }

    /// The list of `struct variant_lasting_place` (recipes/runtime/lasting.c). Entries of
    /// tables are not in it: the kernel forgets those with the module.
    private mutating func addLastingPlaces() {
        guard let constants = sectionNumber[ExtractedObject.lastingSection] else { return }
        markWhole(RuntimeContract.current.lastingConstants, constants)
        let list = number(
            of: ExtractedObject.lastingPlacesSection, type: ELFImage.SectionType.programBits,
            flags: 2)
        sections[list].alignment = 4
        for place in lasting {
            sections[list].relocations.append(
                .init(
                    offset: UInt64(sections[list].bytes.count), type: ELFImage.RelocationType.pc32,
                    symbol: symbolOfSection[place.section], addend: Int64(place.offset)))
            sections[list].bytes += [0, 0, 0, 0]
            withUnsafeBytes(of: place.size.littleEndian) { sections[list].bytes += $0 }
        }
        sections[list].size = sections[list].bytes.count
        markWhole(RuntimeContract.current.lastingPlaces, list)
    }

    /// Labels at a section's start and end.
    private mutating func markWhole(_ name: String, _ section: Int) {
        mark(name, section, at: 0)
        mark(name + "_end", section, at: sections[section].size)
    }

    /// objtool turns a call of `__SCT__x` into a static-call site and wants to
    /// see the key `__SCK__x` in the symbol table (tools/objtool/check.c,
    /// create_static_call_sections).
    private mutating func addStaticCallKeys() {
        for name in symbolOfName.keys.sorted() where name.hasPrefix("__SCT__") {
            let key = "__SCK__" + name.dropFirst("__SCT__".count)
            if let vmlinux = live.policy.global(key) { _ = symbol(of: vmlinux) }
        }
    }

    // MARK: Result

    private func result() -> ExtractedObject {
        var targets: [String: String] = [:]
        for (symbol, input) in live.targets {
            targets[symbol] = ExtractedObject.prefix + live.graph.inputs[input].name
        }
        let members = live.members.map { live.graph.inputs[$0] }
        let tables = Set(live.request.classTables)
        return ExtractedObject(
            object: ObjectFile(sections: sections, symbols: symbols), absoluteSymbols: absolute,
            redirects: live.redirects.sorted(), targets: targets,
            classTables: Dictionary(
                members.filter { tables.contains($0.name) }.map { ($0.name, $0.size) },
                uniquingKeysWith: { first, _ in first }),
            functions: members.filter { $0.kind == .function }.map(\.name).sorted(),
            variables: members.filter { $0.kind == .object && !tables.contains($0.name) }
                .map(\.name).sorted())
    }
}
