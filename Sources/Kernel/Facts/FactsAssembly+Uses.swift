// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support
import X86

extension FactsAssembly {
    /// Every use of the variables in the image, in address order: by code, by
    /// pointers in data, by static keys and static calls.
    func uses(
        of variables: [KernelFacts.Variable], _ functions: Functions
    ) throws -> [KernelFacts.VariableUse] {
        let map = VariableMap(variables)
        let scanned = ScannedSections(image, index)
        var found: [KernelFacts.VariableUse] = []
        let scan = VariableScan(
            map: map,
            perCPUBases: index.symbols.filter {
                ["__per_cpu_offset", "this_cpu_off"].contains($0.name) && $0.isInSection
            }.map(\.value))
        for section in scanned.codeSections {
            found += try codeUses(in: section, scan, scanned, functions)
        }
        let places = Dictionary(
            variables.map { ($0.address, $0.file) }, uniquingKeysWith: { first, _ in first })
        for section in scanned.dataSections {
            let pointers = try pointers(in: section, map, scanned)
            found += pointers.map { dataUse($0.variable, at: $0.address, in: section, places) }
        }
        found += try keyUses(map, functions)
        return found.sorted { ($0.address, $0.variable) < ($1.address, $1.variable) }
    }

    // MARK: Code

    private func codeUses(
        in section: ELFImage.Section, _ scan: VariableScan, _ scanned: ScannedSections,
        _ functions: Functions
    ) throws -> [KernelFacts.VariableUse] {
        var raw: [(use: RawUse, owner: ELFImage.Symbol)] = []
        try image.withBytes(of: section) { bytes in
            var last: UInt64?
            for suspect in scan.suspects(in: bytes, at: section.address) {
                guard let owner = index.function(holding: suspect), owner.value != last else {
                    continue
                }
                last = owner.value
                let end = min(owner.value + owner.size, section.endAddress)
                guard owner.value < end else { continue }
                raw += scan.uses(in: bytes, at: section.address, owner.value..<end)
                    .map { ($0, owner) }
            }
        }
        if scanned.hasRelocations { try keepRelocated(&raw, section) }
        return raw.map { use, owner in
            codeUse(
                Self.kind(use.kind), use.variable, at: use.address, by: owner, in: section,
                functions)
        }
    }

    /// Numbers that are no addresses have no relocation.
    private func keepRelocated(
        _ raw: inout [(use: RawUse, owner: ELFImage.Symbol)], _ section: ELFImage.Section
    ) throws {
        let wanted = AddressSet(Set(raw.filter { !$0.use.isRelative }.map(\.use.operand)))
        var confirmed: Set<UInt64> = []
        try image.forEachRelocation(of: section) { relocation in
            if wanted.contains(relocation.offset) { confirmed.insert(relocation.offset) }
        }
        raw.removeAll { !$0.use.isRelative && !confirmed.contains($0.use.operand) }
    }

    private static func kind(_ raw: RawUse.Kind) -> ReferenceKind {
        switch raw {
        case .access(.read): .read
        case .access(.write): .write
        case .access(.address), .immediate: .addressInCode
        case .access: .readWrite
        }
    }

    private func codeUse(
        _ kind: ReferenceKind, _ variable: UInt64, at address: UInt64,
        by owner: ELFImage.Symbol?, in section: ELFImage.Section, _ functions: Functions
    ) -> KernelFacts.VariableUse {
        let entry = owner.map { functions.owners[$0.value] ?? $0.value } ?? 0
        return KernelFacts.VariableUse(
            kind: kind, variable: variable, source: owner?.name ?? section.name,
            sourceAddress: entry, sourceFile: sourceFile(of: entry, at: address, functions),
            address: address, section: section.name)
    }

    // MARK: Data

    private func pointers(
        in section: ELFImage.Section, _ map: VariableMap, _ scanned: ScannedSections
    ) throws -> [(variable: UInt64, address: UInt64)] {
        var found: [(variable: UInt64, address: UInt64)] = []
        func note(_ value: UInt64, _ address: UInt64, _ isPerCPU: Bool) {
            guard let variable = map.variable(holding: value), variable.isPerCPU == isPerCPU,
                !scanned.isBookkeeping(address)
            else { return }
            found.append((variable.start, address))
        }
        if scanned.hasRelocations {
            try image.forEachRelocation(of: section) { relocation in
                guard relocation.type == ELFImage.RelocationType.absolute64 else { return }
                let symbol = index.symbols[relocation.symbolIndex]
                let value = symbol.value &+ UInt64(bitPattern: relocation.addend)
                guard map.mayHold(value) else { return }
                note(
                    value, relocation.offset,
                    index.sectionName(symbol).hasPrefix(".data..percpu"))
            }
        } else {
            // A per-CPU offset in data could be any number, and is not looked for.
            try image.withBytes(of: section) { bytes in
                let first = Int((8 - section.address & 7) & 7)
                for offset in stride(from: first, through: bytes.count - 8, by: 8) {
                    let value = UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                    if Int64(bitPattern: value) < 0, map.mayHold(value) {
                        note(value, section.address + UInt64(offset), false)
                    }
                }
            }
        }
        return found
    }

    private func dataUse(
        _ variable: UInt64, at address: UInt64, in section: ELFImage.Section,
        _ files: [UInt64: String]
    ) -> KernelFacts.VariableUse {
        let object = index.object(holding: address, section: section.index)
        return KernelFacts.VariableUse(
            kind: .addressInData, variable: variable, source: object?.name ?? section.name,
            sourceAddress: object?.value ?? 0, sourceFile: object.flatMap { files[$0.value] },
            address: address, section: section.name)
    }

    /// The low two bits of a key's address are flags.
    private func keyUses(
        _ map: VariableMap, _ functions: Functions
    ) throws -> [KernelFacts.VariableUse] {
        var found: [KernelFacts.VariableUse] = []
        func note(_ kind: ReferenceKind, _ key: UInt64, _ code: UInt64) {
            guard let variable = map.variable(holding: key & ~3) else { return }
            let owner = index.function(holding: code)
            let section = owner.map { index.sections[$0.sectionIndex] } ?? index.sections[0]
            found.append(codeUse(kind, variable.start, at: code, by: owner, in: section, functions))
        }
        if let table = try ImageTable(image, index, "__jump_table") {
            for offset in stride(from: 0, through: table.bytes.count - 16, by: 16) {
                let distance = UInt64(bitPattern: table.load(Int64.self, at: offset + 8))
                let key = table.address &+ UInt64(offset + 8) &+ distance
                note(.staticKey, key, table.relative(at: offset))
            }
        }
        if let table = try ImageTable(image, index, "static_call_sites") {
            for offset in stride(from: 0, through: table.bytes.count - 8, by: 8) {
                note(.staticCall, table.relative(at: offset + 4), table.relative(at: offset))
            }
        }
        return found
    }
}
